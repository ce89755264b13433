import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as v from 'valibot';
import { checkout } from '../src/world/checkout.ts';
import { rounded, type Report } from './report.ts';
import { cpuSecondsOf } from './world/cpu-time.ts';
import { openUdpHole } from './world/udp-hole.ts';

const viewers = 500;
const cameras = 8;
const kbps = 600;
/** Of the viewers: what reaches these is read and counted, what is sent to all others is thrown away by the kernel. */
const countedViewers = 8;
const warmUpMs = 5_000;
const measuredMs = 20_000;

const MeasuredSchema = v.object({ packets: v.number(), bytes: v.array(v.number()), workerPid: v.number() });

/** How many viewers of 600 kbit/s one core of a media worker serves over SRTP. */
export async function measureViewersPerCore(): Promise<Omit<Report, 'name'>> {
  const counted = await Promise.all(Array.from({ length: countedViewers }, () => openSocket()));
  const hole = await openUdpHole();
  const ports = [...counted.map((socket) => socket.address().port), hole.port];
  const sink = { ip: '127.0.0.1', ports };
  const feeder = fork(join(checkout, 'sfu/test/viewers-worker.ts'), {
    stdio: ['pipe', 'inherit', 'inherit', 'ipc'],
  });
  try {
    feeder.stdin?.end(JSON.stringify({ cameras, viewers, kbps, sink }));
    await once(feeder, 'message');
    await delay(warmUpMs);
    return await measure(feeder, counted);
  } finally {
    feeder.kill('SIGKILL');
    for (const socket of counted) socket.close();
    hole.close();
  }
}

async function measure(
  feeder: ReturnType<typeof fork>,
  counted: readonly Socket[],
): Promise<Omit<Report, 'name'>> {
  const ask = async () => {
    const answer = once(feeder, 'message');
    feeder.send('measure');
    return v.parse(MeasuredSchema, (await answer)[0]);
  };
  const received = { packets: 0, bytes: 0 };
  const before = await ask();
  const { workerPid } = before;
  const [startedAt, cpuBefore] = [performance.now(), cpuSecondsOf(workerPid)];
  for (const socket of counted)
    socket.on('message', (packet) => {
      received.packets += 1;
      received.bytes += packet.length;
    });
  await delay(measuredMs);
  const cpu = cpuSecondsOf(workerPid) - cpuBefore;
  const seconds = (performance.now() - startedAt) / 1_000;
  const after = await ask();
  const bytes = after.bytes.map((each, at) => each - (before.bytes[at] ?? 0));
  const sent = sum(bytes);
  const sentToCounted = sum(bytes.slice(0, countedViewers));
  const core = cpu / seconds;
  const kbitEach = (sent * 8) / 1_000 / seconds / viewers;
  return {
    figures: { viewers: Math.floor(((viewers / core) * kbitEach) / kbps) },
    rows: [
      [
        'viewers',
        `${viewers} of ${cameras} cameras at ${kbps} kbit/s, each over SRTP (AES-256-GCM) on a transport of its own`,
      ],
      [
        'measured',
        `CPU time of the worker over ${rounded(seconds, 0)} s; "viewers" is what one whole core carries at ${kbps} kbit/s`,
      ],
      [
        'worker',
        `${rounded(core * 100, 0)} % of a core, ${rounded((cpu * 1e9) / (sent * 8), 2)} CPU-s per Gbit; ${rounded(kbitEach, 0)} kbit/s to each viewer`,
      ],
      [
        'reached those that were counted',
        `${received.packets} packets, ${rounded((received.bytes / sentToCounted) * 100, 1)} % of the octets sent to them`,
      ],
    ],
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, each) => total + each, 0);
}

function openSocket(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 4 * 1024 * 1024 });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => resolve(socket));
  });
}
