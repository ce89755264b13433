import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

/** A day in the province that lies so many days ahead, as a date field has it. */
function dayAhead(days: number): string {
  return new Date(Date.now() + 7 * 3_600_000 + days * 86_400_000).toISOString().slice(0, 10);
}

test('[GL-32] [N-02] [QG-10] a survey finds a camera in a room, the manager answers, and an inspector checks it', async ({
  signedIn,
}) => {
  const [{ page: inspector }, { page: manager }] = [await signedIn('luc'), await signedIn('vy')];
  await inspector.goto('/inspections/new/nho-3');
  await inspector.getByLabel('Theo yêu cầu của cấp trên').check();
  await inspector.getByLabel('Nhận xét chung').fill('Kiểm tra theo yêu cầu');
  await inspector.getByRole('button', { name: 'Ghi biên bản' }).click();
  // Refused with its clause, and what was typed is still there.
  await expect(inspector.getByRole('alert')).toContainText('phải có văn bản');
  await expect(inspector.getByRole('alert')).toContainText('GL-30, GL-32, GL-38');
  await expect(inspector.getByLabel('Nhận xét chung')).toHaveValue('Kiểm tra theo yêu cầu');

  await inspector.getByLabel('Khảo sát tại chỗ').check();
  await inspector.getByRole('button', { name: 'Ghi biên bản' }).click();
  await expect(inspector.getByRole('alert')).toContainText('N-02');
  await inspector.getByLabel('Có: phải ghi thành phát hiện').check();
  const finding = inspector.getByRole('group', { name: 'Phát hiện 1' });
  await finding.getByLabel('Nội dung phát hiện').fill('Camera trong phòng 203');
  await finding.getByLabel('Yêu cầu').fill('Tháo camera');
  await inspector.getByRole('button', { name: 'Ghi biên bản' }).click();
  await expect(inspector.getByRole('alert')).toContainText('Chưa có hạn');
  await finding.getByLabel('Hạn').fill(dayAhead(3));
  await expectAccessible(inspector, 'form of an inspection');
  await inspector.getByRole('button', { name: 'Ghi biên bản' }).click();
  await expect(inspector.getByRole('heading', { name: 'Camera trong phòng' })).toBeVisible();

  await inspector.goto('/coverage');
  await expect(inspector.locator('[data-facility=nho-3]')).toContainText('Có camera trong phòng: 1');
  await expectAccessible(inspector, 'zones');

  await manager.goto('/inspections');
  await manager.getByRole('link', { name: /Camera trong phòng/ }).click();
  await manager.getByLabel('Đã làm gì').fill('Đã tháo camera');
  await manager.getByRole('button', { name: 'Gửi trả lời' }).click();
  await expect(manager.locator('[data-status=answered]')).toContainText('Đã tháo camera');
  await expectAccessible(manager, 'minutes');

  await inspector.goto('/inspections');
  await expectAccessible(inspector, 'inspections');
  await inspector.getByRole('link', { name: /Camera trong phòng/ }).click();
  await inspector.getByLabel('Đã thấy gì khi kiểm tra lại').fill('Phòng 203 không còn camera');
  await inspector.getByRole('button', { name: 'Ghi kết quả' }).click();
  await expect(inspector.locator('[data-status=remedied]')).toBeVisible();
});

test('[KH-17] [KH-20] [KH-22] a device is checked by its model’s steps, and a work is proposed, warned of and decided', async ({
  signedIn,
}) => {
  const [{ page: manager }, { page: command }] = [await signedIn('vy'), await signedIn('luc')];
  await manager.goto('/maintenance');
  const device = manager.locator('[data-device=nho-3-cam01]');
  await expect(device).toContainText('Quá hạn kiểm tra');
  await device.getByRole('button', { name: 'Kiểm tra' }).click();
  await device.getByRole('button', { name: 'Ghi kết quả kiểm tra' }).click();
  await expect(device.getByRole('alert')).toContainText('KH-20');
  for (const answer of await device.getByLabel('Tốt').all()) await answer.check();
  await expectAccessible(manager, 'check of a device');
  await device.getByRole('button', { name: 'Ghi kết quả kiểm tra' }).click();
  await expect(device).toBeHidden();

  await manager.getByRole('button', { name: 'Đề xuất bảo trì' }).click();
  const form = manager.getByRole('form', { name: 'Đề xuất bảo trì' });
  for (const camera of await form.getByRole('checkbox').all()) await camera.check();
  await expect(form).toContainText('Hai camera cùng một khu vực sẽ cùng ngừng');
  await form.getByLabel('Lý do').fill('Vệ sinh mặt kính');
  await form.getByLabel('Bắt đầu').fill(`${dayAhead(1)}T08:00`);
  await form.getByLabel('Kết thúc').fill(`${dayAhead(1)}T10:00`);
  await form.getByRole('button', { name: 'Gửi đề xuất' }).click();
  await expect(form.getByRole('alert')).toContainText('KH-22');
  await form.getByLabel('Người giám sát thay thế').fill('Nay Hòa');
  await form.getByRole('button', { name: 'Gửi đề xuất' }).click();
  await expect(manager.locator('[data-state=proposed]')).toContainText('Vệ sinh mặt kính');

  await command.goto('/maintenance');
  const work = command.locator('article[data-work]');
  await work.getByRole('button', { name: 'Quyết định' }).click();
  await work.getByLabel('Số văn bản').fill('12/QĐ-BCH');
  await work.getByLabel('Ngày ký').fill(dayAhead(0));
  await work.getByLabel('Người ký, cơ quan').fill('Chỉ huy trưởng');
  await work.getByRole('button', { name: 'Ghi quyết định' }).click();
  await expect(work.getByRole('alert')).toContainText('KH-22');
  await work.getByLabel('Khu vực này được giám sát thế nào').fill('Cử người đứng tại chỗ');
  await expectAccessible(command, 'decision on a work');
  await work.getByRole('button', { name: 'Ghi quyết định' }).click();
  await expect(command.locator('article[data-state=approved]')).toContainText('12/QĐ-BCH');
});

test('[GL-31] Bộ CHQS sends its focal persons, each with all four, and Sở Y tế takes the list as it was sent', async ({
  signedIn,
}) => {
  const [{ page: officer }, { page: health }] = [await signedIn('luc'), await signedIn('khoi')];
  await officer.goto('/focal-lists');
  await officer.getByRole('button', { name: 'Lập danh sách' }).click();
  await officer.getByLabel('Họ tên').fill("Nay H'Ban");
  await officer.getByLabel('Chức vụ').fill('Trợ lý quân y');
  await officer.getByLabel('Số điện thoại').fill('0000 000 012');
  await officer.getByRole('button', { name: 'Gửi Sở Y tế' }).click();
  await expect(officer.getByRole('alert')).toContainText('Người 1: thiếu email');
  await expect(officer.getByLabel('Họ tên')).toHaveValue("Nay H'Ban");
  await officer.getByLabel('Email').fill('hban@vidu.test');
  await expectAccessible(officer, 'list of focal persons');
  await officer.getByRole('button', { name: 'Gửi Sở Y tế' }).click();
  await expect(officer.locator('[data-state=submitted]')).toContainText('hban@vidu.test');

  await health.goto('/focal-lists');
  const list = health.locator('[data-state=submitted]');
  await expect(list).toContainText('Bộ Chỉ huy Quân sự tỉnh');
  await expectAccessible(health, 'lists at Sở Y tế');
  await list.getByRole('button', { name: 'Nhận vào tổng hợp' }).click();
  await expect(health.locator('[data-state=taken]')).toContainText("Nay H'Ban");
});

async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  expect(grave, what).toEqual([]);
}
