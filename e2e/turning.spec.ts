import { expect, test } from './fixtures.ts';
import { expectState, openWall } from './pages/wall-page.ts';
import { turningCamera as camera } from './world-fixture.ts';

test('a camera is turned from its enlarged tile while a key is held, and stops with it', async ({
  signedIn,
  world,
}) => {
  const { page } = await signedIn('lan');
  await openWall(page, 4);
  await expectState(page, camera, { state: 'live' });
  await page.getByRole('gridcell').nth(1).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Quay camera Hành lang 02' }).click();
  const isMoving = () => world.onvif.ptz(camera).moving;
  await page.getByRole('button', { name: 'Quay sang phải' }).hover();
  await page.mouse.down();
  await expect.poll(isMoving).toBe(true);
  await expect(page.getByText('Bạn đang giữ camera này')).toBeVisible();
  await page.mouse.up();
  await expect.poll(isMoving).toBe(false);
  await page.getByRole('button', { name: 'Quay lên' }).focus();
  await page.keyboard.down('Enter');
  await expect.poll(isMoving).toBe(true);
  await page.keyboard.up('Enter');
  await expect.poll(isMoving).toBe(false);
});
