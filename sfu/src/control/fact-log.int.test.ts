import { createHash } from 'node:crypto';
import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlFactSchema, controlVersion, linkText, ViewingStartedSchema } from '@truc/media/signalling';
import type { ViewingFact } from '@truc/media/signalling';
import { systemClock, systemTimers } from '../context/system-ports.ts';
import { createSimulatedTime } from '../testing/simulated-time.ts';
import { FactLog } from './fact-log.ts';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'truc-facts-'));
  path = join(folder, 'sfu', 'facts.jsonl');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const open = () =>
  FactLog.create({ path, clock: systemClock, timers: systemTimers, log: pino({ level: 'silent' }) });
const viewing = '3b241101-e2bb-4255-8caf-4136c566a962';
const started = v.parse(ViewingStartedSchema, {
  kind: 'viewing_started',
  viewing,
  grant: viewing,
  person: 'person-1',
  camera: 'cam-1',
  purpose: 'supervise_compliance',
  display: 'display-1',
  at: 5,
});

describe('FactLog', () => {
  it('has a fact on disk when it says so', async () => {
    const log = await open();
    await log.record(started);
    expect(await readFile(path, 'utf8')).toContain('viewing_started');
    await log.close();
  });

  it('completes a run that was killed: its viewings end when it was last known to live', async () => {
    const killed = await open();
    await killed.record(started);
    await killed.acknowledge(killed.boot, 1);
    const next = await open();
    expect(next.nextBatch()).toMatchObject({
      v: controlVersion,
      boot: killed.boot,
      facts: [
        {
          number: 2,
          fact: { kind: 'viewing_stopped', viewing, at: 5, cause: 'sfu_stopped' },
          link: { number: 2 },
        },
      ],
    });
    await next.acknowledge(killed.boot, 2);
    expect(next.nextBatch()).toBeUndefined();
    const third = await open();
    expect(third.nextBatch()).toBeUndefined();
    for (const log of [killed, next, third]) await log.close();
  });

  it('[GL-52] completes a playback of a run that was killed with what it had been sent two seconds before', async () => {
    const time = createSimulatedTime();
    const killed = await FactLog.create({ path, ...time, log: pino({ level: 'silent' }) });
    const playback = v.parse(ControlFactSchema, {
      ...started,
      kind: 'playback_started',
      reason: 'Kiểm tra việc tụ tập',
      from: 1_000,
      until: 9_000,
    });
    let shown = [[1_000, 2_000]] satisfies [number, number][];
    killed.followShown(() => ({ [viewing]: shown }));
    await killed.record(playback);
    time.advance(2_000);
    shown = [[1_000, 4_000]];
    time.advance(2_000);
    await expect.poll(() => readFile(path, 'utf8')).toContain('[[1000,4000]]');
    const next = await open();
    expect(next.nextBatch()?.facts.at(-1)?.fact).toMatchObject({
      kind: 'playback_ended',
      cause: 'sfu_stopped',
      shown: [[1_000, 4_000]],
    });
    for (const log of [killed, next]) await log.close();
  });

  it('tells the facts of an earlier run before its own, each run under its own numbers', async () => {
    const first = await open();
    await first.record(started);
    await first.close();
    const second = await open();
    await second.record({ ...started });
    const batch = second.nextBatch();
    expect(batch?.boot).toBe(first.boot);
    expect(batch?.facts.map(({ number }) => number)).toEqual([1, 2]);
    await second.acknowledge(first.boot, 2);
    expect(second.nextBatch()).toMatchObject({ boot: second.boot, facts: [{ number: 1 }] });
    await second.close();
  });

  it('loses nothing but a line that was cut off while it was written', async () => {
    const first = await open();
    await first.record(started);
    await first.close();
    await appendFile(path, '{"t":"fact","boot":"' + first.boot);
    const second = await open();
    expect(second.nextBatch()?.facts[0]).toMatchObject({ number: 1, fact: started });
    await second.close();
  });

  it('[GL-52] goes on with one chain through all of its runs, killed and closed ones, and through what was acknowledged', async () => {
    const killed = await open();
    await killed.record(started);
    const second = await open();
    await second.acknowledge(killed.boot, 2);
    await second.record({ ...started });
    await second.close();
    const third = await open();
    await third.acknowledge(second.boot, 2);
    await third.record({ ...started });
    const batch = third.nextBatch();
    expect(batch?.facts.map(({ link }) => link?.number)).toEqual([5]);
    expect(batch?.sfu).toBe(killed.nextBatch()?.sfu);
    await third.close();
    const fourth = await open();
    const all = fourth.nextBatch();
    expect(all?.facts.map(({ link }) => link?.number)).toEqual([5, 6]);
    for (const log of [killed, fourth]) await log.close();
  });

  it('chains each fact to the one before, and leaves cameras out of it', async () => {
    const log = await open();
    const state = { state: 'stale', since: 5 } as const;
    const stopped = v.parse(ControlFactSchema, {
      kind: 'viewing_stopped',
      viewing,
      at: 6,
      cause: 'closed_by_viewer',
    });
    await log.record(started);
    await log.record({ kind: 'camera_state', fact: { camera: started.camera, state } });
    await log.record(stopped);
    const batch = log.nextBatch();
    const [first, camera, last] = batch?.facts ?? [];
    const hash = (number: number, previous: string, fact: ViewingFact) =>
      createHash('sha256')
        .update(linkText({ sfu: batch?.sfu ?? '', number, previous }, fact))
        .digest('hex');
    expect(first?.link).toEqual({ number: 1, hash: hash(1, '', started) });
    expect(camera?.link).toBeUndefined();
    expect(last?.link).toEqual({
      number: 2,
      hash: hash(2, first?.link?.hash ?? '', stopped as ViewingFact),
    });
    await log.close();
  });

  it('tells nothing that is not on disk yet', async () => {
    const log = await open();
    const written = log.record(started);
    expect(log.nextBatch()).toBeUndefined();
    await written;
    expect(log.nextBatch()?.facts).toHaveLength(1);
    await log.close();
  });

  it('does not believe an acknowledgement of what was never told', async () => {
    const log = await open();
    await log.record(started);
    await log.acknowledge(log.boot, 99);
    await log.acknowledge('another-run', 1);
    expect(log.unacknowledged).toBe(1);
    await log.close();
  });
});
