import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { createCameraServer, ensureLoops } from '../src/cameras/index.ts';
import type { CameraServer } from '../src/cameras/index.ts';
import { checkout } from '../src/world/checkout.ts';
import { rounded, type Report } from './report.ts';
import { childCpuSecondsOf, cpuSecondsOf } from './world/cpu-time.ts';

const cameras = 200;
const measuredMs = 20_000;
const settledMs = 5_000;
const patienceS = 60;
const examineSettledS = 15;
const loop = 'court-day-medium-512k';
const account = { username: 'giamsat', password: 'do-kiem' };

const MeasuredSchema = v.object({
  live: v.number(),
  packets: v.number(),
  judged: v.number(),
  loopP99Ms: v.number(),
  workerPid: v.number(),
});
type Measured = v.InferOutput<typeof MeasuredSchema>;

/** What 200 cameras of 512 kbit/s cost the SFU's process and its worker, each fed to a Producer as if it were watched. */
export async function measureCamerasPerCore(): Promise<Omit<Report, 'name'>> {
  const loops = await ensureLoops();
  if (!loops.ok) throw new Error(loops.message);
  const paths = Array.from({ length: cameras }, (_, at) => `cam-${at}`);
  const server = await createCameraServer({
    port: 0,
    loops: loops.folder,
    cameras: paths.map((path) => ({ path, loop, ...account })),
  });
  const feeder = fork(join(checkout, 'sfu/test/feed-worker.ts'), {
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  });
  try {
    feeder.stdin?.end(
      JSON.stringify(
        paths.map((camera) => {
          const url = server.urlOf(camera, { withCredentials: false });
          return { camera, ...account, main: { url } };
        }),
      ),
    );
    await once(feeder, 'message');
    const ask = async (): Promise<Measured> => {
      const answer = once(feeder, 'message');
      feeder.send('measure');
      return v.parse(MeasuredSchema, (await answer)[0]);
    };
    let { workerPid, live } = await ask();
    for (let second = 0; live < cameras; second += 1) {
      if (second > patienceS) throw new Error(`${live} of ${cameras} cameras are live`);
      await delay(1_000);
      ({ workerPid, live } = await ask());
    }
    await delay(settledMs);
    await ask();
    const rig = { ask, server, pids: [feeder.pid ?? 0, workerPid] };
    const plain = await measure(rig);
    const begun = once(feeder, 'message');
    feeder.send('examine');
    await begun;
    // One round of all cameras, and half of the next: from then on each is examined at its interval.
    await delay(examineSettledS * 1_000);
    await ask();
    return report(plain, await measure(rig));
  } finally {
    feeder.kill('SIGKILL');
    await server.close();
  }
}

type Cost = {
  readonly ingest: number;
  readonly worker: number;
  /** Programs that the ingest's process started and that have ended. */
  readonly decoders: number;
  readonly kbitEach: number;
  readonly dropped: number;
  readonly seconds: number;
  readonly measured: Measured;
};

async function measure(rig: {
  readonly ask: () => Promise<Measured>;
  readonly server: CameraServer;
  readonly pids: readonly number[];
}): Promise<Cost> {
  const sent = () => Object.values(rig.server.stats()).reduce((sum, { bytes }) => sum + bytes, 0);
  const dropped = () => Object.values(rig.server.stats()).reduce((sum, each) => sum + each.framesDropped, 0);
  const [feeder = 0] = rig.pids;
  const [startedAt, bytes, lost, cpu] = [performance.now(), sent(), dropped(), rig.pids.map(cpuSecondsOf)];
  const children = childCpuSecondsOf(feeder);
  await delay(measuredMs);
  const measured = await rig.ask();
  const seconds = (performance.now() - startedAt) / 1_000;
  const [ingest = 0, worker = 0] = rig.pids.map((pid, at) => (cpuSecondsOf(pid) - (cpu[at] ?? 0)) / seconds);
  const decoders = (childCpuSecondsOf(feeder) - children) / seconds;
  const kbitEach = ((sent() - bytes) * 8) / 1_000 / seconds / cameras;
  return { ingest, worker, decoders, kbitEach, dropped: dropped() - lost, seconds, measured };
}

/** The figures are those with the pictures examined; `plain` is the same machine a minute before, without. */
function report(plain: Cost, examined: Cost): Omit<Report, 'name'> {
  const { ingest, worker, decoders, kbitEach, dropped, seconds, measured } = examined;
  const share = (part: number) => `${rounded(part * 100, 1)} %`;
  const all = ingest + worker + decoders;
  const perSecond = (measured.judged - plain.measured.judged) / (seconds + examineSettledS);
  return {
    figures: { cameras: Math.floor(cameras / all), loop_p99_ms: rounded(measured.loopP99Ms, 1) },
    rows: [
      ['cameras', `${cameras} at ${rounded(kbitEach, 0)} kbit/s over TCP, ${measured.live} live at the end`],
      ['measured', `CPU time over ${rounded(seconds, 0)} s; "cameras" is what one whole core carries`],
      [
        'SFU process, worker, decoders',
        `${share(ingest)}, ${share(worker)} and ${share(decoders)} of a core`,
      ],
      ['pictures examined', `${rounded(perSecond, 1)} in a second`],
      [
        'without examining',
        `${share(plain.ingest)} and ${share(plain.worker)} of a core, p99 ${rounded(plain.measured.loopP99Ms, 1)} ms`,
      ],
      ['CPU with over without', rounded(all / (plain.ingest + plain.worker), 2).toString()],
      ['packets to the worker', `${rounded(measured.packets / seconds, 0)} in a second`],
      ['pictures that were not taken in time', String(dropped)],
    ],
  };
}
