import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const next = (page: Page) => page.getByRole('region', { name: 'Việc tiếp theo' });
const standing = (page: Page, name: string) => page.locator(`[data-standing="${name}"]`).first();
const sent = (page: Page) => expect(page.getByText('Đã gửi hết').first()).toBeVisible({ timeout: 30_000 });
/** "2021-06-15T14:20" in Vietnam, so many minutes from now. */
const moment = (minutes: number) =>
  new Date(Date.now() + (minutes + 7 * 60) * 60_000).toISOString().slice(0, 16);

async function expectAccessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
}

async function report(page: Page, camera: string): Promise<void> {
  await page.getByRole('link', { name: 'Trang đầu' }).first().click();
  await page.getByRole('link', { name: /^Báo sự cố/ }).click();
  await page.getByRole('button', { name: camera }).click();
  await page.getByRole('button', { name: 'Mất hình' }).click();
}

test('[GL-15] [KH-09] [KH-10] a permit from its asking to the outage under it, and one outside of it that a person answers for', async ({
  signedIn,
}) => {
  const { page: manager } = await signedIn('giang');
  await manager.goto('/ask-permit');
  await manager.getByLabel('Sửa chữa').check();
  await manager.getByLabel('Camera Hành lang 01').check();
  await manager.getByLabel('Từ', { exact: true }).fill(moment(-5));
  await manager.getByLabel('Đến', { exact: true }).fill(moment(90));
  await manager.getByLabel(/^Người thực hiện/).fill('Puih Thanh Tùng\nNay H’Ban');
  await manager.getByLabel('Đơn vị thực hiện').fill('Đơn vị vận hành');
  await manager.getByRole('button', { name: 'Gửi xin phép' }).click();
  // What is missing is said with its clause, and what was typed stands there.
  await expect(manager.getByRole('alert')).toContainText('KH-09');
  await expect(manager.getByLabel('Đơn vị thực hiện')).toHaveValue('Đơn vị vận hành');
  await manager.getByLabel('Nội dung công việc').fill('Thay bộ nguồn camera');
  await manager.getByRole('button', { name: 'Gửi xin phép' }).click();
  await expect(standing(manager, 'asked')).toBeVisible();
  await expect(next(manager)).toContainText('GL-15');
  const path = new URL(manager.url()).pathname;
  await sent(manager);

  const { page: authority } = await signedIn('quan');
  await authority.goto('/permits');
  await authority.locator(`a[href="${path}"]`).click();
  await next(authority).getByLabel('Điều kiện, lưu ý').fill('Làm từng camera một');
  await next(authority).getByRole('button', { name: 'Duyệt', exact: true }).click();
  await expect(next(authority).getByRole('alert')).toContainText('KH-09');
  await next(authority)
    .getByLabel(/^Văn bản cho phép/)
    .fill('12/GP-BCH');
  await next(authority).getByRole('button', { name: 'Duyệt', exact: true }).click();
  await expect(standing(authority, 'approved')).toBeVisible();
  await sent(authority);

  const { page: watch } = await signedIn('kim');
  await watch.getByRole('link', { name: /^Giấy phép can thiệp/ }).click();
  await watch.locator(`a[href="${path}"]`).click();
  await expect(standing(watch, 'approved')).toBeVisible();
  await watch.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await watch.context().setOffline(true);
  await next(watch).getByLabel('Puih Thanh Tùng').check();
  await next(watch).getByRole('button', { name: 'Bắt đầu làm' }).click();
  await expect(next(watch).getByRole('alert')).toContainText('GL-26');
  const boxes = next(watch).getByRole('group', { name: /GL-26/ }).getByRole('checkbox');
  await expect(boxes).toHaveCount(6);
  for (let at = 0; at < 6; at += 1) await boxes.nth(at).check();
  await next(watch).getByRole('button', { name: 'Bắt đầu làm' }).click();
  await expect(standing(watch, 'begun')).toBeVisible();
  await watch.getByRole('button', { name: 'Đã kiểm tra, bình thường' }).click();
  await expect(watch.getByText('Đã kiểm tra: bình thường', { exact: true })).toBeVisible();

  // The outage of the camera that the permit names is linked to it; that of another one raises the question.
  await report(watch, 'Camera Hành lang 01');
  await expect(watch.locator('[data-interference="permitted"]')).toContainText('12/GP-BCH');
  await report(watch, 'Camera Hành lang 02');
  const question = watch.locator('[data-interference]');
  await expect(question).toHaveAttribute('data-interference', 'unanswered');
  await question.getByLabel('Có nghi ngờ').check();
  await question.getByLabel('Vì sao nghi ngờ').fill('Dây tín hiệu bị cắt');
  await question.getByRole('button', { name: 'Ghi câu trả lời' }).click();
  await expect(question).toHaveAttribute('data-interference', 'suspected');
  await expectAccessible(watch);
  await watch.getByRole('button', { name: 'Xem sự việc' }).click();
  await expect(watch.getByRole('heading', { name: /^Nghi can thiệp trái phép/ })).toBeVisible();

  await watch.context().setOffline(false);
  await sent(watch);
  await expect(standing(authority, 'begun')).toBeVisible({ timeout: 20_000 });
  await expect(authority.getByRole('link', { name: 'Camera Hành lang 01' })).toBeVisible();
  await expectAccessible(authority);
});

test('[GL-16] [KH-14] a list of devices in which nothing is moved without a permit, and a device that it does not hold', async ({
  signedIn,
}) => {
  const { page } = await signedIn('giang');
  await page.goto('/inventory');
  await page.getByRole('button', { name: 'Ghi thiết bị mới' }).click();
  const form = page.getByRole('region', { name: 'Ghi thiết bị mới' });
  await form.getByLabel('Tên thiết bị').fill('Hành lang 01');
  await form.getByRole('button', { name: 'Ghi vào danh mục' }).click();
  await expect(page.getByRole('alert')).toContainText('GL-16');
  await expect(form.getByLabel('Tên thiết bị')).toHaveValue('Hành lang 01');
  await form.getByLabel('Số sê-ri').fill('VD-0301-C');
  await form.getByLabel('Nơi đặt').fill('Đầu hành lang tầng 1');
  await form.getByRole('button', { name: 'Ghi vào danh mục' }).click();
  const device = page.locator('[data-device="VD-0301-C"]');
  await expect(device).toContainText('Đầu hành lang tầng 1');

  await device.getByRole('button', { name: 'Di chuyển' }).click();
  await device.getByLabel('Nơi đặt').fill('Cuối sân');
  await device.getByRole('button', { name: 'Di chuyển' }).click();
  await expect(page.getByRole('alert')).toContainText('KH-14');
  await expect(device.getByLabel('Nơi đặt')).toHaveValue('Cuối sân');

  await page.getByRole('button', { name: 'Báo thiết bị lạ' }).click();
  const report = page.getByRole('region', { name: 'Báo thiết bị lạ' });
  await report.getByLabel('Thấy gì').fill('Bộ phát không dây lạ');
  await report.getByLabel('Nơi đặt').fill('Tủ kỹ thuật');
  await report.getByRole('button', { name: 'Báo', exact: true }).click();
  await expect(page.getByRole('alert')).toContainText('GL-16');
  await report.getByLabel('Giao cho').fill('Kỹ thuật của cơ sở');
  await report.getByRole('button', { name: 'Báo', exact: true }).click();
  const find = page.locator('[data-find="open"]');
  await expect(find).toContainText('Kỹ thuật của cơ sở');
  await expectAccessible(page);
  await find.getByRole('button', { name: 'Xử lý xong' }).click();
  await find.getByLabel('Đã tháo').check();
  await find.getByLabel('Kết quả').fill('Đã tháo, niêm phong');
  await find.getByRole('button', { name: 'Xử lý xong' }).click();
  await expect(page.locator('[data-find="settled"]')).toContainText('niêm phong');
});
