import { expect, test } from './fixtures.ts';
import { bytesByCamera, connectionsOf } from './observe-page.ts';
import { expectMoving, expectState, framesPresented, openWall, painted, tile } from './pages/wall-page.ts';

const nine = Array.from({ length: 9 }, (_, at) => `nho-1-cam0${at + 1}`);
const first = 'nho-1-cam01';

test('nine tiles show decoded, moving pictures with their age over one connection', async ({ signedIn }) => {
  const { page } = await signedIn('lan');
  await openWall(page, 9);
  for (const camera of nine) await expectState(page, camera, { state: 'live' });
  await Promise.all(nine.map((camera) => expectMoving(page, camera)));
  for (const camera of nine) {
    const { width, height, spread } = await painted(page, camera);
    expect(width, camera).toBeGreaterThan(0);
    expect(height, camera).toBeGreaterThan(0);
    expect(spread, `${camera} is not one flat colour`).toBeGreaterThan(5);
    await expect(tile(page, camera).locator('.age')).toHaveText(/^\d+(,\d)? s$/);
  }
  expect((await connectionsOf(page)).count).toBe(1);
});

test('tiles that are not shown cost no octet', async ({ signedIn }) => {
  const { page } = await signedIn('lan');
  await openWall(page, 9);
  for (const camera of nine) await expectState(page, camera, { state: 'live' });
  await page.getByRole('gridcell').first().focus();
  await page.keyboard.press('Enter');
  await expect
    .poll(async () => {
      const before = await bytesByCamera(page);
      await expectMoving(page, first);
      const after = await bytesByCamera(page);
      return nine.filter((camera) => after[camera] !== before[camera]);
    })
    .toEqual([first]);
});

test('the wall is worked by the keyboard alone', async ({ signedIn }) => {
  const { page } = await signedIn('lan');
  await openWall(page, 9);
  const cells = page.getByRole('gridcell');
  await expect(cells).toHaveCount(9);
  await page.keyboard.press('4');
  await expect(cells).toHaveCount(4);
  await page.keyboard.press('PageDown');
  await expect(tile(page, 'nho-1-cam05')).toBeVisible();
  await page.keyboard.press('1');
  await expect(cells).toHaveCount(1);
  await page.keyboard.press('PageUp');
  await expectState(page, 'nho-1-cam04', { state: 'live' });
  await page.keyboard.press('9');
  await cells.first().focus();
  await page.keyboard.press('ArrowRight');
  await expect(cells.nth(1)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(cells).toHaveCount(1);
  expect(await framesPresented(page, 'nho-1-cam04')).toBeGreaterThan(0);
  await page.keyboard.press('Escape');
  await expect(cells).toHaveCount(9);
});
