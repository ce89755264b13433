import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { reportViolation, timeline } from './pages/incident-page.ts';
import { passGate } from './pages/sign-in-page.ts';

const paintedWithinMs = 5_000;

test('[GL-21] [GL-36] a leader sees an incident appear on the timeline of the province, and its room grow as it is worked on', async ({
  signedIn,
}) => {
  const watcher = await signedIn('lan');
  const { page } = await signedIn('yen');
  await page.goto('/timeline');
  const list = page.getByRole('feed', { name: 'Các mục trong khoảng' });
  await passGate(page, page.getByRole('slider', { name: 'Xem đến' }));

  const path = await reportViolation(watcher.page, 'nho-1-vt', 'Tụ tập');
  // Others of this province report the like: this one is known by its page.
  const item = list.getByRole('link', { name: /Tụ tập, Chưa rõ/ }).and(list.locator(`a[href="${path}"]`));
  await expect(item).toBeVisible({ timeout: paintedWithinMs });
  const load = page.getByRole('grid');
  await expect(load.getByRole('row', { name: /Cơ sở nhỏ 1/ })).toBeVisible();
  await expectAccessible(page, 'timeline');

  // WCAG 2.5.7: without dragging, by keys and by buttons alone.
  const slider = page.getByRole('slider', { name: 'Xem đến' });
  await slider.press('ArrowLeft');
  await expect(page.getByRole('button', { name: 'Về hiện tại' })).toBeVisible();
  await page.getByRole('button', { name: 'Lùi một khoảng' }).click();
  await expect(item).toBeHidden();
  await page.getByRole('button', { name: 'Về hiện tại' }).click();
  await page.getByRole('combobox', { name: 'Loại' }).selectOption('fault');
  await expect(item).toBeHidden();
  await page.getByRole('button', { name: 'Bỏ lọc' }).click();

  await item.click();
  await expect(page).toHaveURL(path);
  const lines = timeline(page).getByRole('article');
  await expect(lines).toHaveCount(1);
  await watcher.page.getByLabel('Ghi thêm diễn biến').fill('Đã giải tán, còn hai người');
  await watcher.page.getByRole('button', { name: 'Ghi diễn biến' }).click();
  await expect(lines.first()).toContainText('Đã giải tán, còn hai người', { timeout: paintedWithinMs });
  await expect(lines.first()).toContainText(/ghi \d\d:\d\d:\d\d · máy chủ nhận \d\d:\d\d:\d\d/);
  await expect(lines.first()).toHaveAttribute('aria-setsize', '2');
  await lines.first().focus();
  await page.keyboard.press('PageDown');
  await expect(lines.nth(1)).toBeFocused();
  await expectAccessible(page, 'incident room');
});

async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`),
    what,
  ).toEqual([]);
}
