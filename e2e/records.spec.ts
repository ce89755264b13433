import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { checkout } from '@truc/dev-env';
import { expect, test } from './fixtures.ts';
import { openDetails, openForm } from './pages/incident-page.ts';
import { entry, expectOnline, openBook, statusBar, write } from './pages/logbook-page.ts';
import { passGate } from './pages/sign-in-page.ts';

const post = 'nho-1-vt';
const sent = { timeout: 40_000 };

/** Whatever axe finds grave on this page. */
async function graveOn(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
}

async function openIncidentOf(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await passGate(page, page.getByRole('region', { name: 'Diễn biến' }).first());
}

test('[KH-15] [KH-05] the manager takes an incident’s record out as a file that the verifier finds whole, and the timeline says so', async ({
  signedIn,
  world,
}, info) => {
  const watch = await signedIn('phong');
  await openForm(watch.page, post);
  await watch.page.getByLabel('Tụ tập', { exact: true }).check();
  // No camera: its alarm would take a tile of whoever watches this facility's wall afterwards.
  await openDetails(watch.page);
  await watch.page.getByLabel('Nơi xảy ra').fill('Nhà ăn');
  await watch.page.getByRole('button', { name: 'Điện thoại', exact: true }).click();
  await expect(watch.page.locator('[data-status="notified"]')).toBeVisible();
  await expect(statusBar(watch.page)).toContainText('Đã gửi hết', sent);
  // The watch reads the incident and takes nothing out.
  await expect(watch.page.getByRole('button', { name: 'Xuất hồ sơ có ký' })).toHaveCount(0);
  const path = new URL(watch.page.url()).pathname;

  const { page } = await signedIn('mai');
  await openIncidentOf(page, path);
  await page.getByRole('button', { name: 'Xuất hồ sơ có ký' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Xuất tệp' }).click();
  await expect(dialog.getByRole('alert')).toContainText('GL-07');
  await dialog.getByRole('combobox', { name: /^Mục đích/ }).click();
  await page.getByRole('option', { name: 'Kiểm tra khắc phục' }).click();
  await dialog.getByLabel('Lý do xuất').fill('Họp rút kinh nghiệm tuần');
  expect(await graveOn(page)).toEqual([]);
  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Xuất tệp' }).click();
  const file = info.outputPath('su-viec.truc');
  await (await downloading).saveAs(file);
  await dialog.getByRole('button', { name: 'Đóng' }).last().click();
  await expect(page.locator('[data-command="exported"]')).toContainText('Hồ Mai đã xuất hồ sơ');

  const key = await (await page.request.get(`${world.url}/api/evidence/key`)).text();
  const program = join(checkout, 'apps/server/src/evidence/verify/verify-cli.ts');
  const ran = spawnSync(process.execPath, [program, file, '--key', key.trim()], { encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  expect(ran.stdout).toContain('Họp rút kinh nghiệm tuần');
});

test('[GL-18] [KH-13] a case about a user calls whoever handles it, and whom it names sees nothing of it', async ({
  signedIn,
}) => {
  const named = await signedIn('hieu');
  const handler = await signedIn('loan');
  const { page, context } = await signedIn('phong');
  await page.getByRole('link', { name: /Báo người dùng lạm dụng/ }).click();
  await page.getByRole('button', { name: 'Gửi tin báo' }).click();
  await expect(page.getByRole('alert')).toContainText('Chọn cơ sở');
  await page.getByRole('combobox', { name: /^Xảy ra tại cơ sở/ }).click();
  await page.getByRole('option', { name: 'Cơ sở nhỏ 1' }).click();
  await page.getByRole('combobox', { name: /^Ai lạm dụng/ }).click();
  await page.getByRole('option', { name: /Bùi Hiếu/ }).click();
  await page.getByLabel('Việc gì đã xảy ra').fill('Xem camera để làm phiền người cách ly');
  expect(await graveOn(page)).toEqual([]);
  await context.setOffline(true);
  await expect(page.getByText('tin báo không được để lại trên máy dùng chung')).toBeVisible(sent);
  await context.setOffline(false);
  await page.getByRole('button', { name: 'Gửi tin báo' }).click(sent);
  await expect(page.getByText('Tỉnh đã nhận tin báo')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Mở vụ việc' })).toHaveCount(0);

  const alarm = (of: Page) => of.locator('[data-case-alarm]');
  await expect(alarm(handler.page)).toContainText('làm phiền', sent);
  await alarm(handler.page).getByRole('button', { name: 'Đã nhận, bắt đầu xử lý' }).click();
  await expect(alarm(handler.page)).toHaveCount(0);
  await handler.page.getByRole('link', { name: /Báo người dùng lạm dụng/ }).click();
  await handler.page.getByRole('link', { name: /làm phiền/ }).click();
  await expect(handler.page.getByText('Vụ việc về người dùng hệ thống: Bùi Hiếu.')).toBeVisible();
  const path = new URL(handler.page.url()).pathname;

  await named.page.reload();
  await expect(named.page.getByRole('link', { name: /Báo người dùng lạm dụng/ })).toBeVisible();
  await expect(alarm(named.page)).toHaveCount(0);
  await named.page.goto('/misuse');
  await expect(named.page.getByRole('heading', { name: 'Báo vụ việc mới' })).toBeVisible();
  await expect(named.page.getByRole('heading', { name: 'Các vụ việc' })).toHaveCount(0);
  await named.page.goto(path);
  await expect(named.page.getByText('Không có sự việc này')).toBeVisible(sent);
});

test('[GL-22] the book prints as a book: numbers in order, what is struck shown, and without the network what is missing said', async ({
  signedIn,
}, info) => {
  const { page, context } = await signedIn('phong');
  await openBook(page, post);
  await expectOnline(page);
  await write(page, 'Dãy A có năm người ngoài hành lang');
  await write(page, 'Đã mời về phòng');
  await expect(statusBar(page)).toContainText('Đã gửi hết', sent);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await write(page, 'Viết khi mất mạng');
  await expect(entry(page, 'Viết khi mất mạng')).toHaveAttribute('data-state', 'on_tablet');
  await page.getByRole('link', { name: 'In sổ và biên bản bàn giao' }).click();
  const sheet = page.getByRole('article');
  await expect(sheet.getByText('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM')).toBeVisible();
  await expect(sheet.locator('tr.unnumbered')).toContainText('Viết khi mất mạng');
  await expect(sheet).toContainText('In khi không có mạng', sent);
  const numbers = await sheet
    .locator('tr[data-number]')
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute('data-number'))));
  expect(numbers.length).toBeGreaterThanOrEqual(2);
  expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
  expect(await graveOn(page)).toEqual([]);
  const pdf = await page.pdf({ path: info.outputPath('so.pdf'), preferCSSPageSize: true });
  // A4 in points.
  expect(pdf.toString('latin1')).toMatch(/MediaBox \[0 0 59[45][.\d]* 84[12][.\d]*\]/);
});

test('[GL-22] words are found in all books that a person may read, at the server', async ({ signedIn }) => {
  const watch = await signedIn('phong');
  await openBook(watch.page, post);
  await expectOnline(watch.page);
  await write(watch.page, 'Rơ Mah Đức bị sốt, đã báo y tế');
  await expect(statusBar(watch.page)).toContainText('Đã gửi hết', sent);
  const { page } = await signedIn('loan');
  await page.getByRole('link', { name: /Tìm trong mọi sổ/ }).click();
  await page.getByLabel('Từ cần tìm').fill('ro mah duc');
  // The server takes new entries into its search within seconds.
  await expect
    .poll(
      async () => {
        await page.getByRole('button', { name: 'Tìm', exact: true }).click();
        return page.getByText('Rơ Mah Đức bị sốt').count();
      },
      { timeout: 20_000, intervals: [500] },
    )
    .toBe(1);
  expect(await graveOn(page)).toEqual([]);
  await page.getByRole('link', { name: 'Vị trí trực Cơ sở nhỏ 1' }).click();
  await expect(page.getByRole('region', { name: 'Các mục đã ghi' })).toBeVisible();
});
