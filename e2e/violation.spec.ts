import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { rowsBy } from './pages/browser-storage.ts';
import { openDetails, openForm } from './pages/incident-page.ts';
import { expectOnline, statusBar } from './pages/logbook-page.ts';
import { passGate } from './pages/sign-in-page.ts';

const post = 'nho-3-vt';
const soon = 5_000;

const alarm = (page: Page) => page.locator('[data-case-alarm]');

/** The common case: what it is, which camera saw it, and by which way the manager was told. */
async function reportInThreeTaps(page: Page, way: string): Promise<string> {
  await page.getByLabel('Tụ tập', { exact: true }).check();
  await page.getByLabel('Hành lang 01').check();
  await page.getByRole('button', { name: way, exact: true }).click();
  await expect(page.locator('[data-status="notified"]')).toBeVisible();
  return new URL(page.url()).pathname;
}

test('[GL-21] a violation told by the watch alarms the manager on whatever page he is, until he acknowledges it', async ({
  signedIn,
}) => {
  const watch = await signedIn('hoa');
  const manager = await signedIn('viet');
  await expect(manager.page.getByText('Đã kết nối').first()).toBeVisible();
  const second = await manager.context.newPage();
  await second.goto('/incidents');
  await passGate(second, second.getByRole('navigation', { name: 'Điều hướng chính' }));
  await openForm(watch.page, post);
  const path = await reportInThreeTaps(watch.page, 'Điện thoại');
  for (const page of [manager.page, second]) await expect(alarm(page)).toBeVisible({ timeout: soon });
  await expect(alarm(watch.page)).toHaveCount(0);

  await alarm(manager.page).getByRole('button', { name: 'Đã nhận, bắt đầu xử lý' }).click();
  for (const page of [manager.page, second]) await expect(alarm(page)).toHaveCount(0);
  await expect(watch.page.locator('[data-status="handling"]')).toBeVisible({ timeout: soon });

  await second.goto(path);
  await passGate(second, second.locator('[data-step="measure"]'));
  await second.getByRole('button', { name: 'Đã làm, chờ kiểm tra' }).click();
  await second.getByRole('button', { name: 'Đã khắc phục, đóng' }).click();
  await expect(watch.page.locator('[data-status="closed"]')).toBeVisible({ timeout: soon });
});

test('[GL-21] without a network it is told by telephone, kept on the tablet, and acknowledged there', async ({
  signedIn,
}) => {
  const watch = await signedIn('hoa');
  await openForm(watch.page, post);
  await expectOnline(watch.page);
  await openDetails(watch.page);
  await watch.page.getByLabel('Mô tả').fill('Ba người ở cầu thang');
  await expect(watch.page.getByRole('button', { name: 'Ứng dụng', exact: true })).toBeVisible();
  // What was typed outlives a dead battery.
  const drafts = { database: 'truc-session', store: 'drafts', member: 'key' };
  await expect.poll(() => rowsBy(watch.page, drafts)).not.toEqual({});
  await watch.page.reload();
  await passGate(watch.page, watch.page.getByRole('button', { name: 'Điện thoại', exact: true }));
  await openDetails(watch.page);
  await expect(watch.page.getByLabel('Mô tả')).toHaveValue('Ba người ở cầu thang');
  await watch.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await watch.context.setOffline(true);
  await expect(watch.page.getByText('Đang mất mạng: ứng dụng chưa báo được cho ai')).toBeVisible({
    timeout: 40_000,
  });
  await expect(watch.page.getByRole('button', { name: 'Ứng dụng', exact: true })).toHaveCount(0);
  await reportInThreeTaps(watch.page, 'Bộ đàm');
  await expect(watch.page.locator('[data-delay]')).toContainText('Bộ đàm');
  await watch.context.setOffline(false);
  await expect(statusBar(watch.page)).toContainText('Đã gửi hết', { timeout: 40_000 });
});

test('[GL-07] who recorded it is refused in words when he wants to close it, and keeps what he typed', async ({
  signedIn,
}) => {
  const manager = await signedIn('viet');
  await manager.page.goto('/incidents/new/nho-3');
  await passGate(manager.page, manager.page.getByRole('button', { name: 'Điện thoại', exact: true }));
  await reportInThreeTaps(manager.page, 'Trực tiếp');
  const { page } = manager;
  await page
    .locator('section[aria-label="Tình trạng"]')
    .getByRole('button', { name: 'Đã nhận, bắt đầu xử lý' })
    .click();
  await page.getByRole('button', { name: 'Đã làm, chờ kiểm tra' }).click();
  await page.getByLabel('Đã thấy gì').fill('Hành lang trống');
  await page.getByRole('button', { name: 'Đã khắc phục, đóng' }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'GL-07' })).toBeVisible();
  await expect(page.getByLabel('Đã thấy gì')).toHaveValue('Hành lang trống');
  await expect(page.locator('[data-status="awaiting_check"]')).toBeVisible();
});
