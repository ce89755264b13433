import { expect, test } from './fixtures.ts';
import { entry, expectOnline, openBook, statusBar, write } from './pages/logbook-page.ts';

const post = 'nho-1-vt';

test('[GL-22] a book is searched without diacritics and without the network, and locked words are found by nobody', async ({
  signedIn,
}) => {
  const { context, page } = await signedIn('nhan');
  await openBook(page, post);
  await expectOnline(page);
  await write(page, 'Nhắc anh Rơ Mah Đường đeo khẩu trang');
  await write(page, 'Sân không có người');
  await expect(statusBar(page)).toContainText('Đã gửi hết');
  await expect(entry(page, 'Rơ Mah Đường')).toHaveAttribute('data-state', 'on_server');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await write(page, 'Rơ Mah Đường đã chấp hành');

  const box = page.getByRole('searchbox', { name: 'Tìm trong sổ' });
  await box.fill('ro mah duong');
  const results = page.getByRole('list', { name: 'Kết quả tìm' });
  await expect(results.locator('[data-entry]')).toHaveCount(2);
  await expect(results).toContainText('Nhắc anh Rơ Mah Đường đeo khẩu trang');
  await expect(results).toContainText('Rơ Mah Đường đã chấp hành');
  await box.fill('mah ro');
  await expect(page.getByText('Không có mục nào có các từ này')).toBeVisible();
  await box.fill('');
  await expect(entry(page, 'Sân không có người')).toBeVisible();
});
