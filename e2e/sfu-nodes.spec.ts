import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { cameraSpecs, sfuNodes, small, smallCameras } from '@truc/dev-env';
import { test as base, expect } from './fixtures.ts';
import { expectMoving, expectState, openWall } from './pages/wall-page.ts';
import { startTestWorld, type TestWorld } from './world-fixture.ts';

/** The first facility, its nine cameras shared out over two nodes with one worker each. */
const test = base.extend<object, { world: TestWorld }>({
  world: [
    async ({ serverEnv }, use) => {
      const world = await startTestWorld({
        inhabitants: {
          cameras: cameraSpecs(smallCameras.filter(({ facility }) => facility === 'nho-1')),
          situation: small,
        },
        nodes: (ports) => sfuNodes(2, ports, 1),
        env: { ...serverEnv, TRUC_SFU_WORKERS: '1', TRUC_NODE_SETTLE_S: '2' },
      });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 300_000 },
  ],
});

const cameras = ['nho-1-cam01', 'nho-1-cam02', 'nho-1-cam03', 'nho-1-cam04'];
const nodes = ['node-1', 'node-2'];

test('pictures are back within ten seconds when their node is killed, a worker is, or a node is held up, which then serves nothing that it lost; every look is told once', async ({
  world,
  signedIn,
}) => {
  const { page } = await signedIn('lan');
  await openWall(page, 4);
  await expectAllLive(page);
  const running = await Promise.all(nodes.map((node) => viewingsAt(world, node)));
  expect(running.reduce((sum, count) => sum + count)).toBe(cameras.length);
  expect(Math.min(...running)).toBeGreaterThan(0);

  const killedAt = Date.now();
  await world.node('node-1').kill();
  await expect
    .poll(() => viewingsAt(world, 'node-2'), { timeout: 15_000, intervals: [100] })
    .toBe(cameras.length);
  await expectAllLive(page);
  await note('killed node to pictures', killedAt, 10_000);

  const workerAt = Date.now();
  process.kill(workerOf(world.node('node-2').pid), 'SIGKILL');
  await expectState(page, cameras[0] ?? '', { state: /^(ageing|stale|live)$/ });
  for (const camera of cameras) await expectMoving(page, camera, 3);
  await expectAllLive(page);
  await note('killed worker to pictures', workerAt, 10_000);

  // Back and settled, the node gets its own cameras again, and its looks of before are told: each once, each ended.
  await world.restartNode('node-1');
  await expect.poll(() => viewingsAt(world, 'node-1'), { timeout: 30_000 }).toBe(running[0]);
  await expectAllLive(page);

  const { pid } = world.node('node-2');
  const pausedAt = Date.now();
  process.kill(pid, 'SIGSTOP');
  await expect
    .poll(() => viewingsAt(world, 'node-1'), { timeout: 15_000, intervals: [100] })
    .toBe(cameras.length);
  await expectAllLive(page);
  await note('paused node to pictures', pausedAt, 10_000);
  process.kill(pid, 'SIGCONT');
  await expect.poll(() => viewingsAt(world, 'node-2'), { timeout: 5_000, intervals: [50] }).toBe(0);
  await expect.poll(() => viewingsAt(world, 'node-2'), { timeout: 30_000 }).toBe(running[1]);
  await expectAllLive(page);

  const looks = await looksOf(page);
  expect(new Set(looks.map(({ viewing }) => viewing)).size).toBe(looks.length);
  const open = looks.filter(({ stoppedAt }) => stoppedAt === null).map(({ camera }) => camera);
  expect(open.sort()).toEqual(cameras);
  const ends = looks.flatMap(({ cause }) => cause ?? []);
  expect(ends.filter((cause) => cause === 'sfu_stopped')).toHaveLength(running[0] ?? 0);
  expect(ends.filter((cause) => cause === 'worker_died')).toHaveLength(cameras.length);
  expect(await (await page.request.get('/metrics')).text()).not.toMatch(
    /truc_viewing_breaks_total\{.*\} [1-9]/,
  );
});

async function expectAllLive(page: Page): Promise<void> {
  for (const camera of cameras) await expectState(page, camera, { state: 'live' });
}

async function note(what: string, since: number, mostMs: number): Promise<void> {
  const tookMs = Date.now() - since;
  test.info().annotations.push({ type: what, description: `${tookMs} ms` });
  expect(tookMs).toBeLessThan(mostMs);
}

/** Looks that run there; 0 while the node does not answer. */
async function viewingsAt(world: TestWorld, name: string): Promise<number> {
  const port = world.ports.sfu + nodes.indexOf(name);
  try {
    const text = await (
      await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(1_000) })
    ).text();
    return Number(/^truc_sfu_viewings_running (\d+)/m.exec(text)?.[1] ?? 0);
  } catch {
    // Killed or held up: it answers nobody.
    return 0;
  }
}

type Look = {
  readonly viewing: string;
  readonly camera: string;
  readonly cause: string | null;
  readonly stoppedAt: number | null;
};

async function looksOf(page: Page): Promise<readonly Look[]> {
  const answer = (await (await page.request.get('/api/access-log')).json()) as {
    readonly looks: readonly Look[];
  };
  return answer.looks;
}

function workerOf(pid: number): number {
  const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return Number(child);
}
