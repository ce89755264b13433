import { createCameraIngest, createTranscodePool } from '@truc/sfu/ingest';
import type { CameraIngest, IngestState, TranscodePool } from '@truc/sfu/ingest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCameraServer } from './rtsp-camera-server.ts';
import { encodingTimeoutMs, loopsFolder } from './testing/run.ts';
import { zoo } from './zoo.ts';
import type { CameraServer } from './rtsp-camera-server.ts';
import type { ZooCamera } from './zoo.ts';

const withinMs = 3_000;

type Watched = {
  readonly ingest: CameraIngest;
  readonly states: IngestState[];
  readonly times: number[];
  /** Resolves with the ms that it took; rejects when it takes too long. */
  until(isMet: () => boolean): Promise<number>;
  close(): void;
};

let server: CameraServer;
let pool: TranscodePool;
const table: string[] = [];

beforeAll(async () => {
  const specs = zoo.map(({ spec }) => spec);
  server = await createCameraServer({ port: 0, loops: await loopsFolder(), cameras: specs });
  pool = await createTranscodePool({ limit: 2 });
}, encodingTimeoutMs);
afterAll(async () => {
  pool.close();
  await server.close();
  process.stdout.write(`${table.join('\n')}\n`);
});

/** As the SFU does: pulls always, and is told from when on somebody watches. */
function watch({ name, spec }: ZooCamera): Watched {
  const states: IngestState[] = [];
  const times: number[] = [];
  let wake = (): void => {};
  const ingest = createCameraIngest({
    url: server.urlOf(name, { withCredentials: false }),
    username: spec.username,
    password: spec.password,
    transcoders: pool,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
    timers: {
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
    log: { info: () => {}, warn: () => {} },
    onPacket: () => {},
    onRtcp: () => {},
    onFrameClock: ({ rtpTimestamp }) => {
      times.push(rtpTimestamp);
      wake();
    },
    onState(state) {
      states.push(state);
      wake();
    },
  });
  async function until(isMet: () => boolean): Promise<number> {
    const startedAt = performance.now();
    while (!isMet()) {
      const left = startedAt + withinMs - performance.now();
      if (left <= 0) throw new Error(`${name}: not within ${withinMs} ms; ${JSON.stringify(states.at(-1))}`);
      const timer = setTimeout(() => wake(), left);
      await new Promise<void>((resolve) => (wake = resolve));
      clearTimeout(timer);
    }
    return Math.round(performance.now() - startedAt);
  }
  return { ingest, states, times, until, close: () => ingest.close() };
}

/** What a tile of it would say now. */
function shown({ states, ingest }: Watched): string {
  const state = states.at(-1);
  if (state?.state === 'no_signal') return `cause: ${state.reason}`;
  if (state?.state !== 'live') return state?.state ?? 'nothing';
  const isShown = ingest.gop.frames().length > 0;
  const marks = state.conditions.filter((each) => each === 'transcoded' || each === 'clock_off');
  return isShown ? ['picture', ...marks].join(', ') : 'nothing';
}

function expected({ outcome }: ZooCamera): string {
  if (outcome.kind === 'cause') return `cause: ${outcome.reason}`;
  return outcome.mark === undefined ? 'picture' : `picture, ${outcome.mark}`;
}

function strictlyForward(times: readonly number[]): boolean {
  return times.every((time, at) => at === 0 || ((time - (times[at - 1] ?? 0)) | 0) > 0);
}

describe('every camera of the zoo shows its picture or a named cause within 3 s', () => {
  it.each(zoo)('[4B] $name: $about', async (camera) => {
    const watched = watch(camera);
    try {
      watched.ingest.start();
      watched.ingest.setWatched(true);
      const tookMs = await watched.until(() => shown(watched) === expected(camera));
      table.push(`${camera.name.padEnd(18)} ${shown(watched).padEnd(28)} ${tookMs} ms`);
      if (camera.outcome.kind === 'cause') return;
      await disturb(camera.name, watched);
      expect(strictlyForward(watched.times)).toBe(true);
    } finally {
      watched.close();
    }
  });
});

/** What only shows in mid-stream. Pictures go on after it, within the same 3 s. */
async function disturb(name: string, watched: Watched): Promise<void> {
  if (name === 'new-ssrc') server.restart(name, { keepConnections: true });
  if (name === 'time-jumps') server.setBehaviour(name, { timestampJumpMs: -3_600_000 });
  const before = watched.times.length;
  await watched.until(() => watched.times.length >= before + 5);
}

it('names the limit where more cameras ask to be transcoded than may be, and shows the picture once one is free', async () => {
  const [h265, full] = [zoo.find(({ name }) => name === 'h265'), await createTranscodePool({ limit: 1 })];
  if (h265 === undefined) throw new Error('the zoo has H.265');
  const before = pool;
  pool = full;
  const [first, second] = [watch(h265), watch(h265)];
  try {
    first.ingest.setWatched(true);
    first.ingest.start();
    await first.until(() => shown(first) === 'picture, transcoded');
    second.ingest.setWatched(true);
    second.ingest.start();
    await second.until(() => shown(second) === 'cause: transcode_limit');
    first.close();
    await second.until(() => shown(second) === 'picture, transcoded');
  } finally {
    for (const each of [first, second]) each.close();
    full.close();
    pool = before;
  }
});

it('runs no transcoder while nobody watches', async () => {
  const h265 = zoo.find(({ name }) => name === 'h265');
  if (h265 === undefined) throw new Error('the zoo has H.265');
  const watched = watch(h265);
  watched.ingest.start();
  await watched.until(() => watched.states.at(-1)?.state === 'live');
  expect(pool.running).toBe(0);
  watched.ingest.setWatched(true);
  expect(pool.running).toBe(1);
  await watched.until(() => watched.times.length > 0);
  watched.close();
  expect(pool.running).toBe(0);
});

it('says which codec it is where there is no transcoder', async () => {
  const before = pool;
  pool = await createTranscodePool({ limit: 2, program: '/nowhere/ffmpeg' });
  const watched = watch(zoo.find(({ name }) => name === 'h265') ?? zoo[0]!);
  try {
    watched.ingest.start();
    await watched.until(() => watched.states.length > 0);
    expect(watched.states).toMatchObject([{ reason: 'unsupported_codec', codec: 'H265' }]);
  } finally {
    watched.close();
    pool = before;
  }
});
