import { expect, test } from './fixtures.ts';
import { expectMoving, expectState, openWall, tile } from './pages/wall-page.ts';

const well = ['nho-2-cam01', 'nho-2-cam02', 'nho-2-cam03'];
/** In the order of the small situation's troubles. */
const faults: readonly (readonly [camera: string, what: string, words: RegExp])[] = [
  ['nho-2-cam04', 'refuses the password', /Camera từ chối đăng nhập/],
  ['nho-2-cam05', 'answers garbage', /Camera trả lời sai giao thức/],
  ['nho-2-cam06', 'sends no picture', /Camera ngừng gửi hình|Camera không trả lời/],
  ['nho-2-cam07', 'redirects elsewhere', /Camera chuyển hướng, không được phép theo/],
  ['nho-2-cam08', 'sends Motion JPEG', /Chuẩn nén không hỗ trợ/],
  ['nho-2-cam09', 'has no such stream', /Không tìm thấy luồng hình trên camera/],
  ['nho-2-cam10', 'cannot be reached', /Không tới được camera|Camera đã đóng kết nối/],
];

test.describe('a camera in trouble becomes a named state, and the others stay live', () => {
  test('at the opening of the wall', async ({ world, signedIn }) => {
    const { page } = await signedIn('thu');
    await openWall(page, 16);
    for (const [camera, what, words] of faults)
      await test.step(`a camera that ${what}`, async () => {
        await expectState(page, camera, { state: 'no_signal' });
        await expect(tile(page, camera)).toContainText('Mất tín hiệu');
        await expect(tile(page, camera)).toContainText(words);
      });
    for (const camera of well) await expectState(page, camera, { state: 'live' });
    await Promise.all(well.map((camera) => expectMoving(page, camera)));
    expect(world.children().sfu.hasExited()).toBe(false);
  });

  test('in mid-stream, and back', async ({ world, signedIn }) => {
    const { page } = await signedIn('thu');
    await openWall(page, 16);
    const [camera = ''] = well;
    await expectState(page, camera, { state: 'live' });
    for (const garbage of ['interleaved', 'payload'] as const)
      await test.step(`a camera that sends ${garbage} garbage`, async () => {
        world.cameras.setBehaviour(camera, { garbage });
        world.cameras.restart(camera);
        await expectState(page, camera, { state: /^(stale|no_signal)$/ });
        world.cameras.setBehaviour(camera, { garbage: false });
        world.cameras.restart(camera);
        await expectState(page, camera, { state: 'live', timeout: 60_000 });
        await expectMoving(page, camera);
      });
    for (const other of well) await expectState(page, other, { state: 'live' });
    expect(world.children().sfu.hasExited()).toBe(false);
  });
});
