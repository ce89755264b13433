import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectEntries, expectOnline, openBook, write } from './pages/logbook-page.ts';

test('[GL-20] [GL-05] [RV1] a watcher whom a paper moved stands in the review, and loses the old book when his right is taken back', async ({
  signedIn,
}) => {
  const [watcher, { page: manager }, { page: command }, { page: admin }] = [
    await signedIn('xuan'),
    await signedIn('oanh'),
    await signedIn('tuyet'),
    await signedIn('diep'),
  ];
  await openBook(watcher.page, 'nho-2-vt');
  await expectOnline(watcher.page);
  await write(watcher.page, 'Sổ cũ 001');
  await expectEntries(watcher.page, 'Sổ cũ', { texts: ['Sổ cũ 001'], state: 'on_server' });

  // One tap: the paper that moved him is the proposal's.
  await manager.getByRole('link', { name: /Tài khoản theo văn bản: 1 việc/ }).click();
  const row = manager.locator('[data-person=xuan]');
  await expect(row).toContainText('Đã được phân công sang Cơ sở nhỏ 3');
  await expect(row).toContainText('04/PC-TN');
  await expectAccessible(manager, 'review of accounts');
  await row.getByRole('button', { name: 'Đề xuất thu hồi' }).click();
  await expect(row).toContainText('Đã có đề xuất');

  await command.goto('/accounts');
  const decision = command.locator('[data-proposal][data-state=proposed]');
  await decision.getByRole('button', { name: 'Quyết định' }).click();
  await decision.getByRole('button', { name: 'Quyết định' }).click();
  await expect(decision.getByRole('alert')).toContainText('Thiếu văn bản');
  await decision.getByLabel('Số văn bản').fill('18/QĐ-BCH');
  await decision.getByLabel('Ngày ký').fill('2021-06-15');
  await decision.getByLabel('Người ký, cơ quan').fill('Chỉ huy trưởng');
  await expectAccessible(command, 'decision on an account');
  await decision.getByRole('button', { name: 'Quyết định' }).click();
  await expect(command.locator('[data-state=approved]')).toContainText('18/QĐ-BCH');

  await watcher.context.setOffline(true);
  await write(watcher.page, 'Sổ cũ 002');
  await admin.goto('/accounts');
  const approved = admin.locator('[data-state=approved]');
  await approved.getByRole('button', { name: 'Thực hiện' }).click();
  await expectAccessible(admin, 'carrying out');
  await approved.getByRole('button', { name: 'Thực hiện' }).click();
  await expect(admin.locator('[data-state=done]')).toContainText('Siu Xuân');

  await watcher.context.setOffline(false);
  await expect(watcher.page.getByText('Sổ cũ')).toHaveCount(0, { timeout: 15_000 });
  const waiting = () => manager.evaluate(async () => (await fetch('/api/quarantine')).text());
  await expect.poll(waiting, { timeout: 15_000 }).toContain('Sổ cũ 002');
  await manager.goto('/accounts');
  await expect(manager.locator('[data-state=done]')).toBeVisible();
  await expect(row).toHaveCount(0);
});

async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  expect(grave, what).toEqual([]);
}
