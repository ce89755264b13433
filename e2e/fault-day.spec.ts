import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { passGate } from './pages/sign-in-page.ts';

const step = (page: Page) => page.getByRole('region', { name: 'Việc tiếp theo' });
const primary = (page: Page, name: string) => step(page).getByRole('button', { name, exact: true });
const status = (page: Page, name: string) => page.locator(`[data-status="${name}"]`).first();
const sent = (page: Page) => expect(page.getByText('Đã gửi hết').first()).toBeVisible({ timeout: 40_000 });

/** How many drafts lie on this device. */
function keptDrafts(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        indexedDB.open('truc-session').onsuccess = ({ target }) => {
          const database = (target as IDBOpenDBRequest).result;
          const count = database.transaction('drafts').objectStore('drafts').count();
          count.onsuccess = () => {
            database.close();
            resolve(count.result);
          };
        };
      }),
  );
}

test('[GL-24] [GL-25] [GL-26] [GL-45] [KH-19] [KH-28] a fault from three taps without a network to its closing, each step by whose turn it is', async ({
  signedIn,
}) => {
  const watch = await signedIn('nga');
  const tablet = watch.page;
  await expect(tablet.getByText('Đã kết nối').first()).toBeVisible();
  await tablet.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await tablet.context().setOffline(true);

  // Three taps, and nothing typed.
  await tablet.getByRole('link', { name: /^Báo sự cố/ }).click();
  await tablet.getByRole('button', { name: 'Camera Hành lang 01' }).click();
  await tablet.getByRole('button', { name: 'Mất hình' }).click();
  await expect(status(tablet, 'detected')).toBeVisible();
  await expect(tablet.getByText('Mất hình, chưa có giám sát thay thế').first()).toBeVisible();
  const path = new URL(tablet.url()).pathname;

  // What was chosen is there again after the battery died in the middle of the form.
  await step(tablet).getByLabel('Chốt người tại chỗ').check();
  await step(tablet).getByLabel('Người giám sát thay thế').fill('Siu H’Liêm');
  await expect.poll(() => keptDrafts(tablet)).toBe(1);
  await tablet.reload();
  await passGate(tablet, step(tablet));
  await expect(step(tablet).getByLabel('Người giám sát thay thế')).toHaveValue('Siu H’Liêm');
  await expect(step(tablet).getByLabel('Chốt người tại chỗ')).toBeChecked();
  await primary(tablet, 'Bắt đầu giám sát thay thế').click();
  await expect(status(tablet, 'substituted')).toBeVisible();
  await expect(step(tablet)).toContainText('GL-45');
  await tablet.getByRole('button', { name: 'Đã kiểm tra, bình thường' }).click();
  await expect(tablet.getByText('Đã kiểm tra: bình thường', { exact: true })).toBeVisible();
  await tablet.context().setOffline(false);
  await sent(tablet);

  const { page: focal } = await signedIn('brel');
  await focal.goto('/faults');
  await focal.locator(`a[href="${path}"]`).click();
  await step(focal).getByLabel('Người nhận').fill('Puih Thanh Tùng');
  await primary(focal, 'Giao sửa').click();
  await expect(status(focal, 'assigned')).toBeVisible();
  await sent(focal);

  const { page: repairer } = await signedIn('tung');
  await repairer.goto('/faults');
  await repairer.locator(`a[href="${path}"]`).click();
  await step(repairer)
    .getByLabel(/^Người vào cơ sở/)
    .fill('Puih Thanh Tùng\nNay H’Ban');
  await primary(repairer, 'Bắt đầu sửa').click();
  await expect(step(repairer).getByRole('alert')).toContainText('GL-26');
  for (const item of await step(repairer).getByRole('checkbox').all()) await item.check();
  await primary(repairer, 'Bắt đầu sửa').click();
  await expect(status(repairer, 'repairing')).toBeVisible();
  await primary(repairer, 'Đã kiểm tra ghi hình').click();
  await expect(step(repairer)).toContainText('Chờ trực cơ sở xác nhận đã có hình');
  await sent(repairer);

  await expect(primary(tablet, 'Đã thấy hình')).toBeVisible({ timeout: 20_000 });
  await primary(tablet, 'Đã thấy hình').click();
  await expect(status(tablet, 'restored')).toBeVisible();
  await step(tablet).getByLabel('Điện', { exact: true }).check();
  // Outside of every permit: nothing is closed while nobody says whether somebody interfered (GL-15).
  await primary(tablet, 'Đóng sự cố').click();
  await expect(step(tablet).getByRole('alert')).toContainText('GL-15');
  await step(tablet).getByLabel('Không nghi ngờ').check();
  await primary(tablet, 'Đóng sự cố').click();
  await expect(status(tablet, 'closed')).toBeVisible();
  await sent(tablet);
  await expect(status(repairer, 'closed')).toBeVisible({ timeout: 20_000 });

  const found = await new AxeBuilder({ page: tablet }).analyze();
  expect(found.violations).toEqual([]);
});
