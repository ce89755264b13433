import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { createCameraServer, ensureLoops } from '../src/cameras/index.ts';
import type { CameraServer } from '../src/cameras/index.ts';
import { checkout } from '../src/world/checkout.ts';
import { rounded, type Report } from './report.ts';
import { cpuSecondsOf } from './world/cpu-time.ts';

const cameras = 200;
const measuredMs = 20_000;
const settledMs = 5_000;
const patienceS = 60;
const loop = 'court-day-medium-512k';
const account = { username: 'giamsat', password: 'do-kiem' };

const MeasuredSchema = v.object({
  live: v.number(),
  packets: v.number(),
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
    return await measure({ ask, server, pids: [feeder.pid ?? 0, workerPid] });
  } finally {
    feeder.kill('SIGKILL');
    await server.close();
  }
}

async function measure(rig: {
  readonly ask: () => Promise<Measured>;
  readonly server: CameraServer;
  readonly pids: readonly number[];
}): Promise<Omit<Report, 'name'>> {
  const sent = () => Object.values(rig.server.stats()).reduce((sum, { bytes }) => sum + bytes, 0);
  const dropped = () => Object.values(rig.server.stats()).reduce((sum, each) => sum + each.framesDropped, 0);
  const [startedAt, bytes, lost, cpu] = [performance.now(), sent(), dropped(), rig.pids.map(cpuSecondsOf)];
  await delay(measuredMs);
  const { packets, loopP99Ms, live } = await rig.ask();
  const seconds = (performance.now() - startedAt) / 1_000;
  const [ingest = 0, worker = 0] = rig.pids.map((pid, at) => (cpuSecondsOf(pid) - (cpu[at] ?? 0)) / seconds);
  const kbitEach = ((sent() - bytes) * 8) / 1_000 / seconds / cameras;
  return {
    figures: {
      cameras: Math.floor(cameras / (ingest + worker)),
      loop_p99_ms: rounded(loopP99Ms, 1),
    },
    rows: [
      ['cameras', `${cameras} at ${rounded(kbitEach, 0)} kbit/s over TCP, ${live} live at the end`],
      ['measured', `CPU time over ${rounded(seconds, 0)} s; "cameras" is what one whole core carries`],
      ['SFU process, worker', `${rounded(ingest * 100, 0)} % and ${rounded(worker * 100, 0)} % of a core`],
      ['packets to the worker', `${rounded(packets / seconds, 0)} in a second`],
      ['pictures that were not taken in time', String(dropped() - lost)],
    ],
  };
}
