import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { entry, expectOnline, openBook, statusBar, write } from './pages/logbook-page.ts';

const post = 'nho-1-vt';

test('[GL-17] a watcher corrects his entry without the network; the form outlives the page, a missing reason is said', async ({
  signedIn,
}) => {
  const { context, page } = await signedIn('nhan');
  await openBook(page, post);
  await expectOnline(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await write(page, 'Đếm được ba người ở sân');

  await openForm(page, 'Đếm được ba người ở sân');
  await dialog(page).getByLabel('Nội dung đúng').fill('Đếm được hai người ở sân');
  await dialog(page).getByRole('button', { name: 'Lưu đính chính' }).click();
  await expect(dialog(page)).toContainText('Chưa ghi lý do (GL-17).');
  await expect(dialog(page).getByLabel('Nội dung đúng')).toHaveValue('Đếm được hai người ở sân');
  await page.keyboard.press('Escape');
  // What is listed as begun is stored.
  await expect(begunOn(page)).toContainText('Đếm được ba người ở sân');
  await page.close();

  const again = await context.newPage();
  await openBook(again, post);
  const begun = begunOn(again);
  await begun.getByRole('button', { name: 'Viết tiếp' }).click();
  await expect(dialog(again).getByLabel('Nội dung đúng')).toHaveValue('Đếm được hai người ở sân');
  await dialog(again).getByLabel('Lý do').fill('đếm nhầm một người của ca trước');
  await dialog(again).getByRole('button', { name: 'Lưu đính chính' }).click();
  await expect(dialog(again)).toHaveCount(0);
  await expect(begun).toHaveCount(0);

  const row = entry(again, 'Đếm được ba người ở sân');
  await expect(row.locator('del')).toHaveText('Đếm được ba người ở sân');
  await expect(row).toContainText('Đếm được hai người ở sân');
  await expect(row).toContainText('Lý do: đếm nhầm một người của ca trước');
  await context.setOffline(false);
  await expect(statusBar(again)).toContainText('Đã gửi hết', { timeout: 40_000 });
});

test('[GL-23] a manager countersigns and adds nothing; a watcher adds to what somebody else wrote, and cannot strike it out', async ({
  signedIn,
}) => {
  const author = await signedIn('lan');
  await openBook(author.page, post);
  await write(author.page, 'Mục chờ người quản lý xem');
  const other = await signedIn('nhan');
  await openBook(other.page, post);
  await openForm(other.page, 'Mục chờ người quản lý xem');
  await dialog(other.page).getByRole('radio', { name: 'Gạch bỏ' }).check({ force: true });
  await expect(dialog(other.page)).toContainText(
    'Chỉ người đã ghi mới đính chính hoặc gạch bỏ được mục của mình (GL-17)',
  );
  await expect(dialog(other.page).getByRole('button', { name: 'Gạch bỏ mục này' })).toHaveCount(0);
  await dialog(other.page).getByRole('radio', { name: 'Bổ sung' }).check({ force: true });
  await dialog(other.page).getByLabel('Bổ sung', { exact: true }).last().fill('Đã báo lại lúc 03:00');
  await dialog(other.page).getByRole('button', { name: 'Lưu bổ sung' }).click();
  await expect(entry(other.page, 'Mục chờ người quản lý xem')).toContainText('Đã báo lại lúc 03:00');

  const manager = await signedIn('quang');
  await openBook(manager.page, post);
  await openForm(manager.page, 'Mục chờ người quản lý xem');
  await expect(dialog(manager.page).getByRole('radio')).toHaveCount(0);
  await dialog(manager.page).getByRole('button', { name: 'Xác nhận mục này' }).click();
  await expect(entry(author.page, 'Mục chờ người quản lý xem')).toContainText('Xác nhận', {
    timeout: 40_000,
  });
  await expect(entry(author.page, 'Mục chờ người quản lý xem')).toContainText('Lê Quang');
});

test('[GL-22] an entry with its camera takes three taps', async ({ signedIn }) => {
  const { page } = await signedIn('nhan');
  await openBook(page, post);
  await page.getByRole('button', { name: 'Quan sát vòng, bình thường' }).click();
  await page.getByRole('group', { name: 'Ở đâu' }).getByRole('button').first().click();
  await page.getByRole('button', { name: 'Lưu vào sổ' }).click();
  await expect(entry(page, 'Đã quan sát vòng, bình thường.').first()).toContainText('Camera: ');
});

async function openForm(page: Page, text: string): Promise<void> {
  await entry(page, text).getByRole('button').first().click();
  await expect(dialog(page)).toContainText(text);
}

function begunOn(page: Page) {
  return page.getByRole('region', { name: 'Đang viết dở, chưa lưu vào sổ' });
}

function dialog(page: Page) {
  return page.getByRole('dialog');
}
