import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Timers } from '@truc/base';
import { createSimulatedTime } from '../../testing/simulated-time.ts';
import { createTranscodeLane } from './transcode-lane.ts';
import { createTranscodePool } from './transcode-pool.ts';
import type { TranscodePool } from './transcode-pool.ts';

const timers: Timers = {
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
const clock = { now: () => Date.now(), monotonic: () => performance.now() };

async function commandOf(pid: number): Promise<string> {
  return readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
}

async function childrenOf(pid: number): Promise<number[]> {
  const found: number[] = [];
  for (const name of await readdir('/proc')) {
    const stat = /^\d+$/.test(name) ? await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '') : '';
    if (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(pid)) found.push(Number(name));
  }
  return found;
}

/** A lane that wants to run, and the pids that it has had. */
function watchedLane(pool: TranscodePool) {
  const pids: number[] = [];
  const changes: (string | undefined)[] = [];
  const lane = createTranscodeLane({
    clock,
    timers,
    pool: {
      ...pool,
      start(options) {
        const transcoder = pool.start(options);
        if (transcoder?.pid !== undefined) pids.push(transcoder.pid);
        return transcoder;
      },
    },
    onPicture: () => {},
    onChange: () => changes.push(lane.trouble()),
  });
  lane.begin('H265');
  lane.want(true);
  return { lane, pids, changes };
}

it('[4B] starts a transcoder that died again, names it when it dies again, and ends it when nobody watches', async () => {
  const pool = await createTranscodePool({ limit: 1 });
  const { lane, pids, changes } = watchedLane(pool);
  for (const round of [0, 1]) {
    await expect.poll(() => pids.length).toBe(round + 1);
    process.kill(pids[round] ?? 0, 'SIGKILL');
  }
  await expect.poll(() => pids.length).toBe(3);
  expect(changes).toEqual(['transcode_failed']);
  lane.close();
  expect(pool.running).toBe(0);
  await expect.poll(() => commandOf(pids[2] ?? 0)).toBe('');
});

it('waits longer after each death, up to ten seconds', async () => {
  const time = createSimulatedTime();
  let starts = 0;
  const lane = createTranscodeLane({
    clock: time.clock,
    timers: time.timers,
    pool: {
      isAvailable: true,
      running: 0,
      limit: 1,
      start(options) {
        starts += 1;
        time.timers.after(1, () => options.onEnd('ended'));
        return { pid: undefined, write: () => {}, stop: () => {} };
      },
      close: () => {},
    },
    onPicture: () => {},
    onChange: () => {},
  });
  lane.begin('H265');
  lane.want(true);
  time.advance(60_000);
  expect(starts).toBeLessThan(14);
  expect(starts).toBeGreaterThan(8);
  lane.close();
  time.advance(60_000);
  expect(starts).toBeLessThan(14);
});

it('[KH-08] tells the program no address and no secret, and gives it low priority', async () => {
  const pool = await createTranscodePool({ limit: 1 });
  const { lane, pids } = watchedLane(pool);
  const pid = pids[0] ?? 0;
  await expect.poll(() => commandOf(pid)).toContain('pipe:0');
  expect(await commandOf(pid)).not.toMatch(/rtsp|@/);
  expect(await readFile(`/proc/${pid}/environ`, 'latin1')).toBe('');
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1');
  expect(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]).toBe('10');
  lane.close();
});

it('ends with a parent that is killed', async () => {
  const program = `
    import { startTranscoder } from ${JSON.stringify(new URL('transcoder.ts', import.meta.url).href)};
    startTranscoder({ program: '/usr/bin/ffmpeg', codec: 'H265', onPicture() {}, onEnd() {} });
    setInterval(() => {}, 1000);
    console.log('started');
  `;
  const parent = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(parent.stdout, 'data');
  const [child = 0] = await childrenOf(parent.pid ?? 0);
  await expect.poll(() => commandOf(child)).toContain('pipe:0');
  parent.kill('SIGKILL');
  await once(parent, 'exit');
  await expect.poll(() => commandOf(child)).toBe('');
});

it('never runs more than it may', async () => {
  const pool = await createTranscodePool({ limit: 2 });
  const lanes = [1, 2, 3].map(() => watchedLane(pool));
  expect(pool.running).toBe(2);
  expect(lanes.map(({ lane }) => lane.trouble())).toEqual([undefined, undefined, 'transcode_limit']);
  for (const { lane } of lanes) lane.close();
  expect(pool.running).toBe(0);
});
