import { expect, test } from './fixtures.ts';
import { passGate } from './pages/sign-in-page.ts';
import { openWall, tile } from './pages/wall-page.ts';

test.use({ serverEnv: { TRUC_FAULT_AFTER_S: '5' } });

test('[GL-24] cameras that stay dead are proposed as faults by themselves, and a person says what they are', async ({
  signedIn,
}) => {
  const { page } = await signedIn('thu');
  await page.goto('/faults');
  const waiting = page.locator('[data-fault="camera"][data-state="proposed"]');
  await passGate(page, waiting.first());
  await expect(waiting.filter({ hasText: 'Do camera' }).first()).toBeVisible({ timeout: 30_000 });
  const dead = waiting.filter({ hasText: 'Hành lang 10' });
  await expect(dead).toBeVisible({ timeout: 30_000 });
  await dead.getByRole('button', { name: 'Xác nhận sự cố' }).click();
  // What is confirmed stands in the log of faults from then on.
  await expect(page.locator('[data-status="detected"]')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Camera Hành lang 10' })).toBeVisible();
  await page.goto('/faults');
  await passGate(page, waiting.first());
  await expect(dead).toHaveCount(0);
  await waiting.filter({ hasText: 'Hành lang 05' }).getByRole('button', { name: 'Bỏ qua' }).click();
  await page.getByLabel('Lý do').fill('Đang bảo trì');
  await page.getByRole('dialog').getByRole('button', { name: 'Bỏ qua' }).click();
  await expect(page.locator('[data-state="dismissed"]', { hasText: 'Hành lang 05' })).toContainText(
    'Đang bảo trì',
  );
});

test('a proposed fault brings its camera onto the wall with a mark, until somebody says that he knows', async ({
  signedIn,
}) => {
  const { page } = await signedIn('thu');
  await openWall(page, 1);
  const mark = page.locator('[data-alarm="fault"]');
  await expect(mark).toBeVisible({ timeout: 30_000 });
  while (await mark.isVisible()) await mark.getByRole('button', { name: /^Đã biết/ }).click();
  await expect(tile(page, 'nho-2-cam01')).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
});
