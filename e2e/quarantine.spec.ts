import { smallPerson } from '@truc/dev-env';
import { expect, test } from './fixtures.ts';
import { entry, expectEntries, expectOnline, openBook, write } from './pages/logbook-page.ts';
import { passGate } from './pages/sign-in-page.ts';

const post = 'nho-1-vt';

test('what was written offline by somebody whose role ended meanwhile waits, and its manager takes it into the book', async ({
  world,
  signedIn,
}) => {
  const text = 'Viết lúc mất mạng, quyền đã bị thu hồi';
  const dung = smallPerson('dung');
  const { context, page } = await signedIn('dung');
  await openBook(page, post);
  await expectOnline(page);
  await context.setOffline(true);
  await write(page, text);
  await expectEntries(page, text, { texts: [text], state: 'on_tablet' });
  try {
    await world.provisionPerson({ ...dung, roles: [] });
    await context.setOffline(false);
    const manager = await signedIn('quang');
    const listed = () => manager.page.evaluate(async () => (await fetch('/api/quarantine')).text());
    await expect.poll(listed, { timeout: 60_000 }).toContain(text);
    await manager.page.goto('/quarantine');
    const waiting = manager.page.locator('[data-waiting]', { hasText: text });
    await passGate(manager.page, waiting);
    await expect(waiting).toContainText('Siu Dũng');
    await expect(waiting).toContainText('thu hồi');
    await waiting.getByRole('button', { name: 'Duyệt vào sổ' }).click();
    await expect(waiting).toContainText('Đã duyệt trên máy này');
    await openBook(manager.page, post);
    await expect(entry(manager.page, text)).toHaveAttribute('data-state', 'on_server');
    await expect(entry(manager.page, text)).toContainText('Lê Quang đã duyệt vào sổ');
    await expect(entry(manager.page, text)).toContainText('Siu Dũng');
  } finally {
    await world.provisionPerson(dung);
  }
});
