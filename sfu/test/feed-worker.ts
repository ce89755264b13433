/**
 * Entry point for the bench `cameras-per-core`: every camera of the list on standard input (`[{"camera","main":{"url"},…}]`)
 * is pulled by its room and fed to a Producer on one worker, as if all were watched. `measure` as IPC message begins a
 * measurement and answers the one before it; `examine` begins to examine what the pictures show.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import * as v from 'valibot';
import { systemClock, systemRandom, systemTimers } from '../src/context/system-ports.ts';
import { createCameraIngest } from '../src/ingest/index.ts';
import { PictureWatch } from '../src/picture-watch/index.ts';
import { CameraSourceSchema } from '../src/register/camera-source.ts';
import { CameraRooms } from '../src/rooms/camera-rooms.ts';
import { MediaWorker } from '../src/workers/media-worker.ts';

const sources = v.parse(v.array(CameraSourceSchema), JSON.parse(await text(process.stdin)));
const log = pino({ level: 'error' });
const worker = await MediaWorker.create({
  index: 0,
  addresses: [{ ip: '127.0.0.1' }],
  port: 0,
  ...(process.env.MEDIASOUP_WORKER_BIN === undefined ? {} : { workerBin: process.env.MEDIASOUP_WORKER_BIN }),
  log,
  onDied: () => process.exit(1),
});
const pictures: PictureWatch = new PictureWatch({
  rooms: () => rooms.rooms,
  isTurned: () => false,
  memory: { known: new Map(), write: () => Promise.resolve() },
  everyMs: 10_000,
  clock: systemClock,
  timers: systemTimers,
  log,
});
const rooms: CameraRooms = new CameraRooms({
  clock: systemClock,
  timers: systemTimers,
  random: systemRandom,
  log,
  createIngest: createCameraIngest,
  replaysGop: false,
  producerLingerMs: 60_000,
  onRemoved: () => {},
  onState: () => {},
  onKeyframe: (camera, keyframe) => pictures.handleKeyframe(camera, keyframe),
});
rooms.follow(sources);
const outlets = await Promise.all(rooms.rooms.map((room) => room.outletOn(worker.main)));
for (const outlet of outlets) outlet.run();

const delays = monitorEventLoopDelay({ resolution: 5 });
delays.enable();
let packets = 0;
process.on('message', (message) => {
  if (message === 'examine') pictures.start();
  const before = packets;
  packets = rooms.rooms.reduce((sum, room) => sum + room.packets, 0);
  process.send?.({
    live: rooms.rooms.filter((room) => room.state.state === 'live').length,
    packets: packets - before,
    judged: pictures.judged,
    // The resolution is part of what is measured: a loop that is free shows it.
    loopP99Ms: Math.max(0, delays.percentile(99) / 1e6 - 5),
    workerPid: worker.pid,
  });
  delays.reset();
});
process.once('disconnect', () => process.exit(0));
process.send?.({ ready: true });
