import * as v from 'valibot';
import { CameraIdSchema } from '@truc/media/signalling';
import type { Beat, BeatAnswer, CameraId } from '@truc/media/signalling';
import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { createSimulatedTime, type SimulatedTime } from '../testing/simulated-time.ts';
import { NodeBeats } from './node-beats.ts';

const idOf = (text: string): CameraId => v.parse(CameraIdSchema, text);
const [mine, other] = [idOf('cam-1'), idOf('cam-2')];
const lifeMs = 4_000;

let time: SimulatedTime;
/** How long the process did not run while its timers waited. */
let sleptMs: number;
let beats: NodeBeats;
let sent: Beat[];
let answer: BeatAnswer;
let changes: number;

beforeEach(() => {
  time = createSimulatedTime();
  sleptMs = 0;
  sent = [];
  changes = 0;
  answer = { lifeMs, revision: 7, cameras: [mine] };
  beats = new NodeBeats({
    node: 'node-1',
    boot: 'boot-1',
    registered: () => [mine, other],
    clock: { ...time.clock, monotonic: () => time.clock.monotonic() + sleptMs },
    timers: time.timers,
    log: pino({ level: 'silent' }),
    onChange: () => (changes += 1),
  });
});

/** A server that answers, on a new line. */
async function connect(): Promise<void> {
  beats.use((beat) => {
    sent.push(beat);
    const { cameras, ...known } = answer;
    return Promise.resolve(beat.revision === answer.revision ? known : { ...known, cameras });
  });
  await pass(0);
}

const pass = (ms: number) => time.pass(ms);

describe('a node among others', () => {
  it('serves nothing before the server has said what is its own', async () => {
    expect([beats.has(mine), beats.mayBegin]).toEqual([false, false]);
    await connect();
    expect([beats.has(mine), beats.has(other), beats.mayBegin]).toEqual([true, false, true]);
    expect(sent[0]).toEqual({ node: 'node-1', boot: 'boot-1', revision: 0, cameras: [mine, other] });
  });

  it('beats every second, and tells its register again only to a new line', async () => {
    await connect();
    await pass(3_000);
    expect(sent.slice(1)).toEqual(
      Array.from({ length: 3 }, () => ({ node: 'node-1', boot: 'boot-1', revision: 7 })),
    );
    await connect();
    expect(sent.at(-1)?.cameras).toEqual([mine, other]);
  });

  it('goes on with what is watched while the server is away, and begins nothing new after its word has run out', async () => {
    await connect();
    beats.use(undefined);
    await pass(lifeMs - 500);
    expect(beats.mayBegin).toBe(true);
    await pass(1_000);
    expect([beats.has(mine), beats.mayBegin]).toEqual([true, false]);
  });

  it('gives up what another has by now as soon as the server says so', async () => {
    await connect();
    answer = { lifeMs, revision: 8, cameras: [other] };
    beats.beat();
    await pass(0);
    expect([beats.has(mine), beats.has(other), changes]).toEqual([false, true, 2]);
  });

  it('serves nothing after a pause of its own until it has asked, whatever it was answered before', async () => {
    let late: (value: BeatAnswer) => void = () => {};
    await connect();
    beats.use(() => new Promise<BeatAnswer>((resolve) => (late = resolve)));
    sleptMs = 30_000;
    expect([beats.mayBegin, beats.has(mine)]).toEqual([false, false]);
    late({ lifeMs, revision: 7, cameras: [mine] });
    await pass(0);
    expect([beats.mayBegin, beats.has(mine)]).toEqual([false, false]);
    await connect();
    await pass(1_000);
    expect(beats.has(mine)).toBe(true);
  });
});
