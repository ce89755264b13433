import { expect, test } from './fixtures.ts';
import { evict, limitStorage } from './pages/browser-storage.ts';
import { entry, expectEntries, expectOnline, openBook, statusBar, write } from './pages/logbook-page.ts';
import { passGate } from './pages/sign-in-page.ts';
import { textsOnServer } from './server-log.ts';

const post = 'nho-1-vt';

test('[OB7] a full storage: the watcher is told that nothing was saved, his words stay, and nothing saved is lost', async ({
  signedIn,
}) => {
  const { context, page } = await signedIn('lan');
  await openBook(page, post);
  await expectOnline(page);
  await context.setOffline(true);
  const box = page.getByRole('textbox', { name: 'Ghi mục mới' });
  const told = page.getByText('Chưa lưu được: Bộ nhớ của máy đã đầy.');

  await limitStorage(page, 1);
  // Chromium asks for the room that is left every half minute: until then it lets entries pass, and they are saved.
  const saved: string[] = [];
  const next = () => `Bộ nhớ đầy ${String(saved.length + 1).padStart(3, '0')}`;
  await expect(async () => {
    await box.fill(next());
    await box.press('Control+Enter');
    await expect.poll(async () => (await box.inputValue()) === '' || (await told.isVisible())).toBe(true);
    if ((await box.inputValue()) === '') saved.push(next());
    expect(await told.isVisible()).toBe(true);
  }).toPass({ timeout: 60_000, intervals: [1_000] });
  await expect(told).toContainText('Hãy xóa bớt ảnh và tệp khác trên máy rồi lưu lại.');
  await expect(box).toHaveValue(next());
  await expectEntries(page, 'Bộ nhớ đầy', { texts: saved, state: 'on_tablet' });

  await limitStorage(page, null);
  saved.push(await box.inputValue());
  await box.press('Control+Enter');
  await expect(box).toHaveValue('');
  await expect(told).toHaveCount(0);
  await context.setOffline(false);
  await expectEntries(page, 'Bộ nhớ đầy', { texts: saved, state: 'on_server' });
  expect(await textsOnServer(page, post, 'Bộ nhớ đầy')).toEqual(saved);
});

test('[SH1] a storage that the browser emptied is noticed, told with what was unsent, and told to the server', async ({
  signedIn,
}) => {
  const { context, page } = await signedIn('minh');
  await openBook(page, post);
  await expectOnline(page);
  await write(page, 'Bị xóa bộ nhớ 001');
  await expectEntries(page, 'Bị xóa bộ nhớ', { texts: ['Bị xóa bộ nhớ 001'], state: 'on_server' });
  await context.setOffline(true);
  await write(page, 'Bị xóa bộ nhớ 002');
  await expect(statusBar(page)).toContainText('1 mục chưa gửi');
  // Saves in a row are remembered once, half a second after the first.
  await expect.poll(() => page.evaluate(() => document.cookie)).toMatch(/truc_storage=\d+\.1(;|$)/);
  await page.goto('about:blank');
  await page.close();

  const emptied = await context.newPage();
  await context.setOffline(false);
  await emptied.goto('/icons/icon.svg');
  await evict(emptied);
  const reported = emptied.waitForRequest(
    (request) => request.url().endsWith('/api/device-alarms') && request.method() === 'POST',
  );
  await emptied.goto(`/posts/${post}`);
  const alarm = emptied.getByText('Trình duyệt đã xóa dữ liệu của ứng dụng');
  await passGate(emptied, alarm.first());
  await expect(alarm.first()).toContainText('Khi đó còn 1 mục chưa gửi');
  expect((await reported).postDataJSON()).toMatchObject({ kind: 'storage_emptied', unsent: 1 });
  await expect(entry(emptied, 'Bị xóa bộ nhớ 001')).toHaveAttribute('data-state', 'on_server');
});
