import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { openWall } from './pages/wall-page.ts';

const bar = (page: Page) => page.locator('[data-load]').filter({ has: page.getByRole('status') });

test('[GL-20] who watches a wall says so: his colleagues see him, and all see how many pictures that makes for each', async ({
  signedIn,
}) => {
  const [{ page: hanh }, { page: luong }] = [await signedIn('hanh'), await signedIn('luong')];
  await hanh.setViewportSize({ width: 1920, height: 1080 });
  await openWall(hanh, 9);
  await expect(bar(hanh)).toContainText('Chưa ai nhận theo dõi tường này');
  await bar(hanh).getByRole('button', { name: 'Tôi theo dõi' }).click();
  await expect(bar(hanh)).toContainText('Lê Hạnh');
  await openWall(luong, 4);
  await expect(bar(luong)).toContainText('Lê Hạnh');
  // Alone with the pictures of two walls: too many for one, in words and a shape.
  await expect(bar(luong)).toHaveAttribute('data-load', 'above_limit');
  await expect(bar(luong)).toContainText('▲');
  await bar(luong).getByRole('button', { name: 'Tôi theo dõi' }).click();
  await expect(bar(luong)).toContainText('Rơ Châm Lương');
  await expect(bar(hanh)).toContainText('Rơ Châm Lương', { timeout: 20_000 });

  // Large words, to be read from the seats, and kept by the browser.
  await hanh.getByRole('button', { name: 'Chữ to, đọc từ 5 m' }).click();
  await expect(hanh.locator('[data-viewing="wall-5"]')).toBeVisible();

  await bar(luong).getByRole('button', { name: 'Thôi theo dõi' }).click();
  await expect(bar(luong)).not.toContainText('Rơ Châm Lương');
  await expect(bar(hanh)).not.toContainText('Rơ Châm Lương', { timeout: 20_000 });
});
