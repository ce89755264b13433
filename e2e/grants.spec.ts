import { smallPerson } from '@truc/dev-env';
import { expect, test } from './fixtures.ts';
import { bytesByCamera } from './observe-page.ts';
import { expectMoving, expectState, openWall, tile, video } from './pages/wall-page.ts';

const camera = 'nho-1-cam01';
/** From the end of the right to the words on the tile. */
const endedWithinMs = 2_000;

test('the end of a role stops the bytes and says so on the tile', async ({ world, signedIn }) => {
  const dung = smallPerson('dung');
  const { page } = await signedIn('dung');
  const other = await signedIn('lan');
  for (const each of [page, other.page]) {
    await openWall(each, 4);
    await expectState(each, camera, { state: 'live' });
    await expectMoving(each, camera);
  }
  try {
    await world.provisionPerson({ ...dung, roles: [] });
    // The tile says so until the list without its camera has come, then the wall.
    const onTile = tile(page, camera).getByText('Không được xem');
    const onWall = page.getByText('Tài khoản này không có quyền xem trực tiếp');
    await expect(onTile.or(onWall).first()).toBeVisible({ timeout: endedWithinMs });
    await expect(onWall).toBeVisible();
    const before = await bytesByCamera(page);
    await expectMoving(other.page, camera);
    expect(await bytesByCamera(page)).toEqual(before);
  } finally {
    await world.provisionPerson(dung);
  }
});

test('a wall holds the cameras of its person and no other', async ({ signedIn }) => {
  const { page } = await signedIn('thu');
  await openWall(page, 16);
  const list = await page.evaluate(async () => (await fetch('/api/cameras')).text());
  expect(list).toContain('nho-2-cam01');
  expect(list).not.toContain('nho-1-');
  expect(list, '[KH-08] no address of a camera reaches a browser').not.toContain('rtsp');
  await expect(page.locator('video[data-camera]')).toHaveCount(10);
  await expect(video(page, camera)).toHaveCount(0);
});

test('a viewing grant for a camera outside of his rights is answered "not found"', async ({ signedIn }) => {
  const { page } = await signedIn('thu');
  const answer = await page.evaluate(async () => {
    const body = JSON.stringify({
      cameras: ['nho-1-cam01', 'nho-2-cam01', 'khong-co'],
      purpose: 'supervise_compliance',
      display: 'A'.repeat(22),
    });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('/api/viewing-grants', { method: 'POST', headers, body });
    return (await response.json()) as { grants: unknown };
  });
  expect(answer.grants).toEqual([
    { ok: false, camera: 'nho-1-cam01', code: 'not_found' },
    { ok: true, camera: 'nho-2-cam01', token: expect.any(String), expiresAt: expect.any(Number) },
    { ok: false, camera: 'khong-co', code: 'not_found' },
  ]);
});
