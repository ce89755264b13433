import { smallPerson } from '@truc/dev-env';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { field, openIncident, reportViolation, setPlace, timeline } from './pages/incident-page.ts';
import { entry, expectEntries, openBook, statusBar, write } from './pages/logbook-page.ts';
import { passGate } from './pages/sign-in-page.ts';

const post = 'nho-1-vt';

function waitingFor(page: Page, text: string) {
  return page.locator('[data-waiting]', { hasText: text });
}

test('what was written offline by somebody whose role ended meanwhile waits, and its manager takes it in or says why not', async ({
  world,
  signedIn,
}) => {
  const text = 'Viết lúc mất mạng, quyền đã bị thu hồi';
  const mistaken = 'Ghi nhầm sang sổ này';
  const dung = smallPerson('dung');
  const { context, page } = await signedIn('dung');
  const incident = await reportViolation(page, post, 'Tụ tập');
  await expect(statusBar(page)).toContainText('Đã gửi hết');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await setPlace(page, 'Cổng sau');
  await openBook(page, post);
  await write(page, text);
  await write(page, mistaken);
  await expectEntries(page, text, { texts: [text], state: 'on_tablet' });
  try {
    await world.provisionPerson({ ...dung, roles: [] });
    await context.setOffline(false);
    const manager = await signedIn('quang');
    const listed = () => manager.page.evaluate(async () => (await fetch('/api/quarantine')).text());
    await expect.poll(listed, { timeout: 60_000 }).toContain(mistaken);
    await manager.page.goto('/quarantine');
    const waiting = waitingFor(manager.page, text);
    await passGate(manager.page, waiting);
    await expect(waiting).toContainText('Siu Dũng');
    await expect(waiting).toContainText('thu hồi');
    await waiting.getByRole('button', { name: 'Duyệt vào sổ' }).click();
    await expect(waiting).toContainText('Đã duyệt trên máy này');
    const step = waitingFor(manager.page, 'Nơi xảy ra: Cổng sau');
    await step.getByRole('button', { name: 'Duyệt, đưa vào diễn biến' }).click();
    await expect(step).toContainText('Đã duyệt trên máy này');
    const other = waitingFor(manager.page, mistaken);
    await other.getByRole('button', { name: 'Không duyệt' }).click();
    await other.getByLabel('Lý do không duyệt').fill('Thuộc sổ của vị trí khác');
    await other.getByRole('button', { name: 'Ghi là không duyệt' }).click();
    await expect(other).toContainText('Đã ghi không duyệt');
    await openBook(manager.page, post);
    await expect(entry(manager.page, text)).toHaveAttribute('data-state', 'on_server');
    await expect(entry(manager.page, text)).toContainText('Lê Quang đã duyệt vào sổ');
    await expect(entry(manager.page, text)).toContainText('Siu Dũng');
    await expect(entry(manager.page, mistaken)).toContainText('Lý do: Thuộc sổ của vị trí khác');
    await openIncident(manager.page, incident);
    await expect(field(manager.page, 'place')).toContainText('Cổng sau');
    await expect(timeline(manager.page)).toContainText('Lê Quang đã duyệt');
  } finally {
    await world.provisionPerson(dung);
  }
});
