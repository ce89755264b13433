import { expect, test } from './fixtures.ts';
import { connectionsOf } from './observe-page.ts';
import { expectMoving, expectState, openWall } from './pages/wall-page.ts';

const camera = 'nho-3-cam01';
/** A picture counts as old after two seconds; the wall looks four times a second, and so does this test. */
const honestWithinMs = 3_500;

test('a camera that reboots comes back with new SSRC and times, and nothing is negotiated', async ({
  world,
  signedIn,
}) => {
  const { page } = await signedIn('hoa');
  await openWall(page, 4);
  await expectState(page, camera, { state: 'live' });
  await expectMoving(page, camera);
  const before = await connectionsOf(page);

  world.cameras.kill(camera);
  await expectState(page, camera, { state: /^(stale|no_signal)$/, timeout: honestWithinMs });
  await expectState(page, camera, { state: 'no_signal' });
  world.cameras.revive(camera);
  await expectState(page, camera, { state: 'live' });
  await expectMoving(page, camera);

  expect(await connectionsOf(page)).toEqual(before);
});

test('a camera that changes SSRC and times in mid-stream keeps its picture', async ({ world, signedIn }) => {
  const { page } = await signedIn('hoa');
  await openWall(page, 4);
  await expectState(page, camera, { state: 'live' });
  // The first picture's replay has given its place to the shared stream by then.
  await expectMoving(page, camera, 10);
  const before = await connectionsOf(page);
  world.cameras.restart(camera, { keepConnections: true });
  await expectMoving(page, camera, 10);
  await expectState(page, camera, { state: 'live' });
  world.cameras.setBehaviour(camera, { timestampJumpMs: -3_600_000 });
  await expectMoving(page, camera, 10);
  await expectState(page, camera, { state: 'live' });
  expect(await connectionsOf(page)).toEqual(before);
});

test('a camera that stalls in mid-stream is called old while its line still answers', async ({
  world,
  signedIn,
}) => {
  const { page } = await signedIn('hoa');
  await openWall(page, 4);
  await expectState(page, camera, { state: 'live' });
  await expectMoving(page, camera);
  world.cameras.setBehaviour(camera, { stall: true });
  await expectState(page, camera, { state: /^(stale|no_signal)$/, timeout: honestWithinMs });
  world.cameras.setBehaviour(camera, { stall: false });
  await expectState(page, camera, { state: 'live' });
  await expectMoving(page, camera);
});
