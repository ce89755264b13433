import type { Page } from '@playwright/test';
import { cameraSpecs, freePorts, small, smallCameras } from '@truc/dev-env';
import { test as base, expect } from './fixtures.ts';
import { pairDisplay } from './pages/display-page.ts';
import { passGate } from './pages/sign-in-page.ts';
import { expectMoving, expectState, openWall } from './pages/wall-page.ts';
import { startTestWorld, type TestWorld } from './world-fixture.ts';

const facility = 'nho-1';
const cameras = ['nho-1-cam01', 'nho-1-cam02', 'nho-1-cam03', 'nho-1-cam04'];

/** The first facility with a node of its own beside that of the centre. */
const test = base.extend<object, { world: TestWorld }>({
  world: [
    async ({ serverEnv }, use) => {
      const own = await freePorts(1);
      const world = await startTestWorld({
        inhabitants: {
          cameras: cameraSpecs(smallCameras.filter((camera) => camera.facility === facility)),
          situation: small,
        },
        nodes: ({ sfu, media }) => [
          { name: 'centre', sfu, media },
          { name: 'edge-1', sfu: own.sfu, media: own.media, edge: facility },
        ],
        env: { ...serverEnv, TRUC_SFU_WORKERS: '1' },
      });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

test('[GL-52] a facility whose line is cut sees its cameras over its own node, by a lease, and every look is in the log once the line is back', async ({
  world,
  signedIn,
}) => {
  const { page } = await signedIn('lan');
  const leased = page.waitForResponse((response) => response.url().endsWith('/api/edge-leases'));
  await page.goto('/wall?size=4');
  const purpose = page.getByRole('button', { name: 'Giám sát việc chấp hành' });
  await passGate(page, purpose);
  expect((await leased).status()).toBe(200);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));

  // The server and the node of the centre are out of reach; the facility's own node is not.
  await Promise.all([world.children().server.kill(), world.node('centre').kill()]);
  const cutAt = Date.now();
  await purpose.click();
  for (const camera of cameras) await expectState(page, camera, { state: 'live' });
  for (const camera of cameras) await expectMoving(page, camera);
  test.info().annotations.push({ type: 'line cut to pictures', description: `${Date.now() - cutAt} ms` });
  // The node goes down meanwhile and comes back: what it wrote down stays, and the lease still holds.
  await world.node('edge-1').kill();
  for (const camera of cameras) await expectState(page, camera, { state: /^(stale|no_signal)$/ });
  await world.restartNode('edge-1');
  for (const camera of cameras) await expectState(page, camera, { state: 'live', timeout: 60_000 });
  // The page is loaded anew, still without the line: what was signed for this display lies in his vault.
  await page.reload();
  await passGate(page, purpose);
  await purpose.click();
  for (const camera of cameras) await expectState(page, camera, { state: 'live' });
  for (const camera of cameras) await expectMoving(page, camera);
  await page.goto('about:blank');

  await world.restartServer();
  await page.goto('/looks');
  await passGate(page, page.getByRole('heading', { name: 'Nhật ký xem camera' }));
  await expect(async () => {
    const looks = await looksOf(page);
    const offline = looks.filter((look) => look.offline);
    // Looks at each camera before and after the node's own end and after the reload, none twice and none without its end.
    for (const camera of cameras)
      expect(offline.filter((look) => look.camera === camera).length).toBeGreaterThanOrEqual(3);
    expect(new Set(looks.map(({ viewing }) => viewing)).size).toBe(looks.length);
    expect(looks.filter(({ stoppedAt }) => stoppedAt === null)).toEqual([]);
  }).toPass({ timeout: 60_000, intervals: [1_000] });
  await page.reload();
  await passGate(page, page.getByRole('heading', { name: 'Nhật ký xem camera' }));
  await page.screenshot({ path: test.info().outputPath('looks-offline.png') });
  await expect(page.getByText('Xem khi mất đường truyền').first()).toBeVisible();
  expect(await (await page.request.get('/metrics')).text()).not.toMatch(
    /truc_viewing_breaks_total\{.*\} [1-9]/,
  );

  // With the line back the page goes by the server's grants again, over the same node.
  await world.restartNode('centre');
  await openWall(page, 4);
  for (const camera of cameras) await expectState(page, camera, { state: 'live' });
});

test('[GL-05] a display that nobody signs in on shows its facility while the line is cut, and again after its power failed, until it is taken off', async ({
  world,
  openDesk,
  signedIn,
}) => {
  const { page: display, context } = await openDesk();
  await display.goto('/display');
  const code = display.locator('[data-code]');
  await expect(code).toBeVisible();
  const { page: manager } = await signedIn('ngan');
  const leased = display.waitForResponse((response) => response.url().endsWith('/api/display/edge-leases'));
  await pairDisplay(manager, { code: (await code.getAttribute('data-code')) ?? '', name: 'Màn hình sảnh' });
  for (const camera of cameras) await expectState(display, camera, { state: 'live' });
  expect((await leased).status()).toBe(200);
  await display.evaluate(async () => void (await navigator.serviceWorker.ready));
  // What it shows is kept with the next word of the server after the lease.
  await display.waitForResponse((response) => response.url().endsWith('/api/display'));

  await Promise.all([world.children().server.kill(), world.node('centre').kill()]);
  await display.close();
  const again = await context.newPage();
  await again.goto('/display');
  for (const camera of cameras) await expectState(again, camera, { state: 'live' });
  for (const camera of cameras) await expectMoving(again, camera);
  await expect(again.getByText(/Mất liên lạc máy chủ từ/)).toBeVisible();

  await world.restartServer();
  await expect(again.getByText(/Mất liên lạc máy chủ từ/)).toBeHidden({ timeout: 30_000 });
  await expect(async () => {
    const looks = (await looksOf(manager)).filter(({ offline }) => offline);
    expect(looks.map(({ answerable }) => answerable)).toContain('Đỗ Ngân');
  }).toPass({ timeout: 30_000, intervals: [1_000] });
  const row = manager.locator('[data-kiosk]', { hasText: 'Màn hình sảnh' });
  await row.getByRole('button', { name: 'Thu hồi' }).click();
  await manager.getByLabel('Lý do').fill('Màn hình chuyển đi nơi khác');
  await manager.getByRole('dialog').getByRole('button', { name: 'Thu hồi' }).click();
  await expect(again.getByText('Màn hình này không còn được chiếu')).toBeVisible();
  expect(await again.evaluate(() => localStorage.getItem('truc-display-leases'))).toBeNull();
  await world.restartNode('centre');
});

type Look = {
  readonly viewing: string;
  readonly camera: string;
  readonly offline: boolean;
  readonly answerable: string | null;
  readonly stoppedAt: number | null;
};

async function looksOf(page: Page): Promise<readonly Look[]> {
  const answer = (await (await page.request.get('/api/access-log')).json()) as {
    readonly looks: readonly Look[];
  };
  return answer.looks;
}
