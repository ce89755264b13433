import { expect, test } from './fixtures.ts';
import { bytesByCamera } from './observe-page.ts';
import { expectMoving, expectState, openWall, painted } from './pages/wall-page.ts';

/** Its small picture has 320x180, its large one 1280x720. */
const camera = 'nho-1-cam01';

test('[video 4C] a tile that is enlarged becomes sharp on the same element, and small again without a larger stream', async ({
  signedIn,
  world,
}) => {
  const { page } = await signedIn('lan');
  await openWall(page, 4);
  await expectState(page, camera, { state: 'live' });
  expect((await painted(page, camera)).width).toBe(320);
  const pulled = () => world.cameras.stats()[`${camera}-main`]?.playing ?? 0;
  expect(pulled()).toBe(0);

  const cell = page.getByRole('gridcell').first();
  await cell.focus();
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await painted(page, camera)).width).toBe(1280);
  expect((await painted(page, camera)).spread).toBeGreaterThan(5);
  await expectMoving(page, camera);
  await expectState(page, camera, { state: 'live' });
  expect(pulled()).toBe(1);

  await page.keyboard.press('Escape');
  await expect.poll(async () => (await painted(page, camera)).width).toBe(320);
  await expectMoving(page, camera);
  await expectState(page, camera, { state: 'live' });
  // Its bytes are those of the small picture again, and the camera is left alone a while later.
  const before = await bytesByCamera(page);
  await expectMoving(page, camera, 10);
  const after = await bytesByCamera(page);
  expect((after[camera] ?? 0) - (before[camera] ?? 0)).toBeLessThan(150_000);
  await expect.poll(pulled, { timeout: 20_000 }).toBe(0);
});
