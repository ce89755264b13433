import { cameraWithoutDevice, ensureLoops, registerSources, startGstServer } from '@truc/dev-env';
import { expect, test } from './fixtures.ts';
import { expectMoving, expectState, openWall, painted, tile } from './pages/wall-page.ts';

const camera = cameraWithoutDevice;
const account = { username: 'giamsat', password: 'mat-khau-thu' };

test('a camera that nobody registered says so, and one behind GStreamer’s RTSP server shows moving pictures', async ({
  world,
  signedIn,
}) => {
  const loops = await ensureLoops();
  if (!loops.ok) throw new Error(loops.message);
  const { page } = await signedIn('hoa');
  await openWall(page, 4);
  await expectState(page, camera, { state: 'no_signal' });
  await expect(tile(page, camera)).toContainText('Camera chưa được đăng ký');

  const gst = await startGstServer({ loops: loops.folder, loop: 'court-day-small-gop1', ...account });
  try {
    const url = `rtsp://127.0.0.1:${gst.port}${new URL(gst.url).pathname}`;
    await registerSources(world.dataDir, [{ camera, url, ...account }]);
    await expectState(page, camera, { state: 'live', timeout: 60_000 });
    await expectMoving(page, camera, 10);
    const { width, height, spread } = await painted(page, camera);
    expect({ width, height }).toEqual({ width: 320, height: 180 });
    expect(spread, 'not one flat colour').toBeGreaterThan(5);
  } finally {
    await gst.stop();
  }
  await expectState(page, camera, { state: 'no_signal' });
});
