import { createHash } from 'node:crypto';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';

const recording = Buffer.from('a recording that stays on its stick');
const hash = createHash('sha256').update(recording).digest('hex');

/** The day in the province, so many days ahead. */
function day(ahead = 0): string {
  return new Date(Date.now() + 7 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10);
}

test('[GL-09] [KH-15] [KH-24] a request without a document is refused, and one with its papers goes to its end', async ({
  signedIn,
}) => {
  const asker = (await signedIn('nhung')).page;
  await asker.goto('/exports/new/nho-3');
  await asker.getByLabel('Không có văn bản').check();
  await fillRequest(asker);
  await asker.getByRole('button', { name: 'Trình đề nghị' }).click();
  await expect(asker.getByRole('alert')).toContainText('GL-09, GL-14');
  await expectAccessible(asker, 'form of a request');
  await asker.getByRole('button', { name: 'Ghi sổ: đã từ chối' }).click();
  await expect(asker.locator('[data-state=refused]')).toContainText(
    'Không có văn bản của Trưởng Ban Chỉ đạo',
  );

  await asker.goto('/exports/new/nho-3');
  await fillPaper(asker, '77/BCH', 'Bộ Chỉ huy Quân sự tỉnh');
  await fillRequest(asker);
  await asker.getByRole('button', { name: 'Trình đề nghị' }).click();
  await expect(asker.locator('[data-state=submitted]')).toBeVisible();
  const address = new URL(asker.url()).pathname;

  const clerk = (await signedIn('thuy')).page;
  await clerk.goto(address);
  await clerk.getByRole('button', { name: 'Nhập văn bản cho phép' }).click();
  await fillPaper(clerk, '112/BCĐ', 'Ban Chỉ đạo tỉnh');
  await clerk.getByLabel('Hạn hoàn trả, tiêu hủy').fill(day(3));
  await expectAccessible(clerk, 'entry of a permission');
  await clerk.getByRole('button', { name: 'Ghi để người thứ hai đối chiếu' }).click();
  await expect(clerk.locator('[data-state=paper_entered]')).toBeVisible();

  const head = (await signedIn('dinh')).page;
  await head.goto('/exports');
  await head.locator('[data-state=paper_entered]').getByRole('link').click();
  await head.getByRole('button', { name: 'Đối chiếu với văn bản' }).click();
  await head.getByLabel('Đúng như văn bản').check();
  await head.getByRole('button', { name: 'Ghi kết quả đối chiếu' }).click();
  await expect(head.locator('[data-state=approved]')).toBeVisible();

  const manager = (await signedIn('thang')).page;
  await manager.goto(address);
  await manager.getByRole('button', { name: 'Ghi việc trích xuất' }).click();
  await manager
    .getByLabel('Tính mã từ tệp trên máy này')
    .setInputFiles({ name: 'cong.mkv', mimeType: 'video/x-matroska', buffer: recording });
  await expect(manager.getByLabel('SHA-256')).toHaveValue(hash);
  await manager.getByLabel('Số sê-ri vật mang').fill('USB-0007');
  await expectAccessible(manager, 'extraction');
  await manager.getByRole('button', { name: 'Ghi đã trích xuất' }).click();
  await manager.getByRole('button', { name: 'Bàn giao' }).click();
  await manager.getByLabel('Số biên bản').fill('05/BB-TX');
  await manager.getByLabel('Mã người nhận đọc lại').fill('b2'.repeat(32));
  await manager.getByRole('button', { name: 'Ghi đã bàn giao' }).click();
  await expect(manager.getByRole('alert')).toContainText('KH-15');
  await manager.getByLabel('Mã người nhận đọc lại').fill(hash);
  await manager.getByRole('button', { name: 'Ghi đã bàn giao' }).click();
  await manager.getByRole('button', { name: 'Kết thúc: hoàn trả, tiêu hủy' }).click();
  await manager.getByLabel('Ngày', { exact: true }).fill(day());
  await manager.getByLabel('Số biên bản').fill('09/BB-HUY');
  await manager.getByLabel('Người chứng kiến việc hủy').fill('Nay Hòa');
  await manager.getByRole('button', { name: 'Ghi kết thúc' }).click();
  await expect(manager.locator('[data-state=closed]')).toContainText(hash);
  await expect(manager.locator('[data-step]')).toHaveCount(6);
  await expectAccessible(manager, 'a closed extraction');
});

async function fillRequest(page: Page): Promise<void> {
  const recipient = page.getByRole('group', { name: 'Người hoặc cơ quan xin nhận' });
  await recipient.getByLabel('Họ tên').fill('Puih Thanh Tùng');
  await recipient.getByLabel('Cơ quan').fill('Công an tỉnh');
  await page.getByRole('group', { name: 'Camera', exact: true }).getByRole('checkbox').first().check();
  await page.getByLabel('Từ lúc').fill(`${day(-1)}T08:00`);
  await page.getByLabel('Đến lúc').fill(`${day(-1)}T08:30`);
  await page.getByLabel('Căn cứ, lý do').fill('Xác minh người ra khỏi cơ sở');
}

async function fillPaper(page: Page, number: string, issuer: string): Promise<void> {
  await page.getByLabel('Số văn bản').fill(number);
  await page.getByLabel('Ngày ký').fill(day());
  await page.getByLabel('Cơ quan ban hành').fill(issuer);
  await page.getByLabel('Họ tên người ký').fill('Đinh Brel');
}

async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  expect(grave, what).toEqual([]);
}
