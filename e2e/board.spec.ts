import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './fixtures.ts';
import { reportViolation } from './pages/incident-page.ts';
import { passGate } from './pages/sign-in-page.ts';

const paintedWithinMs = 5_000;

test('[GL-21] [N-10] the glance board shows a violation that nobody answered as it is saved elsewhere, and how old its figures are', async ({
  signedIn,
}) => {
  const watcher = await signedIn('lan');
  const { page } = await signedIn('yen');
  await page.goto('/board');
  const total = page.locator('tr.total');
  await passGate(page, total);
  const young = total.locator('td').nth(1);
  await expect(young).toHaveText('0');
  await reportViolation(watcher.page, 'nho-1-vt', 'Tụ tập');
  await expect(young).toHaveText('1', { timeout: paintedWithinMs });
  const line = page.locator('[data-facility="nho-1"]');
  await expect(line.locator('td').nth(1)).toHaveText('1');
  await expect(line.locator('td.age')).toContainText(/\d/);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
});
