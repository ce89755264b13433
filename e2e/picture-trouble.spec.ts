import { expect, test } from './fixtures.ts';
import { openWall, tile } from './pages/wall-page.ts';
import { turningCamera } from './world-fixture.ts';

const band = (page: Parameters<typeof tile>[0]) => tile(page, turningCamera).locator('figcaption');

test('a camera that reports motion and tampering says so on its tile while its picture is live, and then no more', async ({
  world,
  signedIn,
}) => {
  const { page } = await signedIn('lan');
  await openWall(page, 4);
  await expect(tile(page, turningCamera)).toHaveAttribute('data-state', 'live');
  world.onvif.emit(turningCamera, 'RuleEngine/CellMotionDetector/Motion', { IsMotion: 'true' });
  await expect(tile(page, turningCamera)).toContainText('Có chuyển động');
  world.onvif.emit(turningCamera, 'RuleEngine/TamperDetector/Tamper', { IsTamper: 'true' });
  await expect(band(page)).toContainText('Camera báo bị tác động');
  await expect(tile(page, turningCamera)).toHaveAttribute('data-state', 'live');
  world.onvif.emit(turningCamera, 'RuleEngine/TamperDetector/Tamper', { IsTamper: 'false' });
  await expect(band(page)).not.toContainText('Camera báo bị tác động', { timeout: 60_000 });
});
