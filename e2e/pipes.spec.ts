import type { Page } from '@playwright/test';
import { cameraSpecs, freePorts, small, smallCameras } from '@truc/dev-env';
import { test as base, expect } from './fixtures.ts';
import { expectMoving, expectState, openWall } from './pages/wall-page.ts';
import { startTestWorld, turningCamera, type TestWorld } from './world-fixture.ts';

const facility = 'nho-1';
const cameras = ['nho-1-cam01', 'nho-1-cam02', 'nho-1-cam03', 'nho-1-cam04'];

/** A facility whose cameras the centre reaches over the facility's own node alone. */
let edgePort = 0;

const test = base.extend<object, { world: TestWorld }>({
  world: [
    async ({ serverEnv }, use) => {
      const { sfu, media } = await freePorts(1);
      edgePort = sfu;
      const world = await startTestWorld({
        inhabitants: {
          cameras: cameraSpecs(smallCameras.filter((camera) => camera.facility === facility)).map((spec) =>
            spec.path === turningCamera ? { ...spec, device: {} } : spec,
          ),
          situation: small,
        },
        nodes: (ports) => [
          { name: 'centre', sfu: ports.sfu, media: ports.media },
          { name: 'edge-1', sfu, media, edge: facility, isOnlyWay: true },
        ],
        env: { ...serverEnv, TRUC_SFU_WORKERS: '1' },
      });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

test('displays of the centre have a facility’s cameras over its line once, while somebody watches, and each look is told once', async ({
  world,
  signedIn,
}) => {
  const [{ page: first }, { page: second }] = [await signedIn('yen'), await signedIn('yen')];
  const atEdge = (metric: string) => metricOf(edgePort, metric);
  await expect.poll(() => metricOf(world.ports.sfu, 'truc_sfu_cameras_fetchable')).toBe(9);
  expect(await atEdge('truc_sfu_pipes_out')).toBe(0);
  for (const page of [first, second]) await openWall(page, 4);
  for (const page of [first, second])
    for (const camera of cameras) await expectState(page, camera, { state: 'live' });
  for (const camera of cameras) await expectMoving(second, camera);
  expect(await atEdge('truc_sfu_pipes_out')).toBe(cameras.length);
  expect(await atEdge('truc_sfu_viewings')).toBe(0);
  expect(await metricOf(world.ports.sfu, 'truc_sfu_viewings')).toBe(2 * cameras.length);

  await first.goto('about:blank');
  await second.goto('about:blank');
  await expect.poll(() => atEdge('truc_sfu_pipes_out'), { timeout: 40_000 }).toBe(0);

  const looks = await looksOf(second);
  expect(new Set(looks.map(({ viewing }) => viewing)).size).toBe(looks.length);
  for (const camera of cameras)
    expect(looks.filter((look) => look.camera === camera).length).toBeGreaterThanOrEqual(2);
  expect(await (await second.request.get('/metrics')).text()).not.toMatch(
    /truc_viewing_breaks_total\{.*\} [1-9]/,
  );
});

test('a fetched camera is turned at its facility from the centre, and stops when the key is let go, the page goes or the line breaks', async ({
  world,
  signedIn,
}) => {
  const isMoving = () => world.onvif.ptz(turningCamera).moving;
  const { page } = await signedIn('luc');
  const beginToTurn = async () => {
    await openWall(page, 4);
    await expectState(page, turningCamera, { state: 'live' });
    await page.getByRole('gridcell').nth(cameras.indexOf(turningCamera)).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Quay camera Hành lang 02' }).click();
    await page.getByRole('button', { name: 'Quay sang phải' }).hover();
    await page.mouse.down();
    await expect.poll(isMoving).toBe(true);
  };

  await beginToTurn();
  await expect(page.getByText('Bạn đang giữ camera này')).toBeVisible();
  await page.mouse.up();
  await expect.poll(isMoving).toBe(false);

  await page.mouse.down();
  await expect.poll(isMoving).toBe(true);
  await page.goto('about:blank');
  await expect.poll(isMoving).toBe(false);
  await page.mouse.up();

  // The centre's node is gone between one word and the next: whoever turns the camera is, too.
  await beginToTurn();
  await world.node('centre').kill();
  await expect.poll(isMoving, { timeout: 5_000 }).toBe(false);
  await world.restartNode('centre');
});

async function metricOf(port: number, name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1] ?? NaN);
}

type Look = { readonly viewing: string; readonly camera: string };

async function looksOf(page: Page): Promise<readonly Look[]> {
  const answer = (await (await page.request.get('/api/access-log')).json()) as {
    readonly looks: readonly Look[];
  };
  return answer.looks;
}
