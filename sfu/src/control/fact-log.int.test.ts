import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ControlFactSchema, controlVersion } from '@truc/media/signalling';
import { systemClock, systemTimers } from '../context/system-ports.ts';
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
const started = v.parse(ControlFactSchema, {
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
    expect(next.nextBatch()).toEqual({
      v: controlVersion,
      boot: killed.boot,
      facts: [{ number: 2, fact: { kind: 'viewing_stopped', viewing, at: 5, cause: 'sfu_stopped' } }],
    });
    await next.acknowledge(killed.boot, 2);
    expect(next.nextBatch()).toBeUndefined();
    const third = await open();
    expect(third.nextBatch()).toBeUndefined();
    for (const log of [killed, next, third]) await log.close();
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
    expect(second.nextBatch()?.facts[0]).toEqual({ number: 1, fact: started });
    await second.close();
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
