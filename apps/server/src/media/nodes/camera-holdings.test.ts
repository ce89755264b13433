import { createHmac } from 'node:crypto';
import { permitText, type Beat, type CameraId } from '@truc/media/signalling';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLogger } from '../../telemetry/log.ts';
import { CameraHoldings } from './camera-holdings.ts';
import type { Holder, HolderStore } from './holder-store.ts';
import type { NodeEntry } from './node-register.ts';
import { pipesOf } from './pipe-permits.ts';

const lifeMs = 4_000;
const settleMs = 30_000;
const cameras = Array.from({ length: 60 }, (_, at) => `cam-${at}`) as CameraId[];

let now: number;
let due: { readonly at: number; readonly run: () => void }[];
let stored: Map<string, Holder>;
let epoch: number;
let told: string[][];
let holdings: CameraHoldings;
/** While set, the database answers only when it is called. */
let holdWrite: Promise<void>;

const store: HolderStore = {
  read: () => Promise.resolve(new Map(stored)),
  async write(changed) {
    await holdWrite;
    epoch += 1;
    for (const [camera, node] of changed) stored.set(camera, { node, epoch });
    return epoch;
  },
};

function open(names: readonly string[] = ['a', 'b']): Promise<CameraHoldings> {
  return CameraHoldings.open({
    nodes: names.map((name): NodeEntry => ({
      name,
      control: 'http://127.0.0.1:1',
      secret: 's',
      weight: 1,
      facilities: [],
      ...(name.startsWith('edge') && { edge: { facility: 'f-01', url: 'http://127.0.0.1:2' } }),
    })),
    store,
    facilities: () => Promise.resolve(() => undefined),
    clock: { now: () => now, monotonic: () => now },
    timers: {
      after(delayMs, run) {
        const timer = { at: now + delayMs, run };
        due.push(timer);
        return () => void (due = due.filter((each) => each !== timer));
      },
    },
    log: createLogger('silent'),
    lifeMs,
    settleMs,
    onChange: (nodes) => told.push([...nodes].sort()),
  });
}

/** Lets the time pass while these nodes beat every half second. */
async function pass(ms: number, living: readonly string[]): Promise<void> {
  for (const end = now + ms; now < end;) {
    now += 250;
    const ready = due.filter(({ at }) => at <= now);
    due = due.filter(({ at }) => at > now);
    for (const { run } of ready) run();
    await new Promise((resolve) => setImmediate(resolve));
    if (now % 500 === 0) for (const name of living) await beat(name);
  }
}

function beat(name: string, change: Partial<Beat> = {}) {
  return holdings.handleBeat(name, { node: name, boot: `boot-${name}`, revision: 0, cameras, ...change });
}

function held(name: string): readonly string[] {
  return cameras.filter((camera) => holdings.holderOf(camera) === name);
}

beforeEach(async () => {
  [now, due, stored, epoch, told, holdWrite] = [1_000, [], new Map(), 0, [], Promise.resolve()];
  holdings = await open();
});

describe('who holds which camera', () => {
  it('is shared out when every node was heard, and each is told its own', async () => {
    const { revision, cameras: first } = await beat('a');
    expect(first).toEqual([]);
    const answer = await beat('b');
    expect(answer.cameras).toEqual(held('b'));
    expect(held('a').length + held('b').length).toBe(cameras.length);
    expect(held('a').length).toBeGreaterThan(10);
    expect((await beat('a', { revision })).cameras).toEqual(held('a'));
  });

  it('passes on when a node was not heard for its life, and not before its last word has run out', async () => {
    await pass(1_000, ['a', 'b']);
    const lastAt = now;
    const ofA = held('a');
    while (now < lastAt + lifeMs - 250) {
      await pass(250, ['b']);
      expect(stored.get(ofA[0] ?? '')?.node).toBe('a');
    }
    await pass(1_000, ['b']);
    expect(held('b')).toHaveLength(cameras.length);
    expect(told.at(-1)).toEqual(['a', 'b']);
  });

  it('answers a node that comes back from a pause with what it has left, whose word on lost cameras counts no more', async () => {
    await pass(1_000, ['a', 'b']);
    const [lost = ''] = held('a');
    await pass(6_000, ['b']);
    const answer = await beat('a', { revision: 1 });
    expect(answer.cameras).toEqual([]);
    expect([holdings.isHeldBy(lost, 'a'), holdings.isHeldBy(lost, 'b')]).toEqual([false, true]);
  });

  it('comes back to a node that has lived for a while, and to none before', async () => {
    await pass(1_000, ['a', 'b']);
    const ofA = held('a');
    await pass(6_000, ['b']);
    await pass(settleMs - 2_000, ['a', 'b']);
    expect(held('a')).toEqual([]);
    await pass(4_000, ['a', 'b']);
    expect(held('a')).toEqual(ofA);
  });

  it('outlives the server: a new one asks nobody to move, and gives a dead node no camera back', async () => {
    await pass(1_000, ['a', 'b']);
    await pass(6_000, ['b']);
    await holdings.close();
    holdings = await open();
    await pass(8_000, ['b']);
    expect(held('b')).toHaveLength(cameras.length);
    expect(epoch).toBe(2);
  });

  it('is told to nobody before it is durable: a beat meanwhile waits for it', async () => {
    await pass(1_000, ['a', 'b']);
    let release: () => void = () => {};
    holdWrite = new Promise((resolve) => (release = resolve));
    await pass(4_500, []);
    // Both have lapsed; the first to come back is given what the database has taken.
    const answer = beat('b');
    const early = await Promise.race([
      answer,
      new Promise((resolve) => setImmediate(() => resolve('waits'))),
    ]);
    expect(early).toBe('waits');
    release();
    expect((await answer).cameras).toHaveLength(cameras.length);
  });
});

describe('who fetches what only a facility has', () => {
  const behind = ['cam-x', 'cam-y', 'cam-z', ...cameras.slice(0, 2)] as CameraId[];
  const beatAll = async (names: readonly string[]) => {
    for (const name of names) await beat(name, name === 'edge-1' ? { cameras: behind } : {});
  };
  const relays = () => holdings.relays(['edge-1']);

  beforeEach(async () => {
    holdings = await open(['a', 'b', 'edge-1']);
    await beatAll(['a', 'b', 'edge-1']);
  });

  it('is one node of the centre for each camera, and none for what the centre pulls itself', () => {
    expect([...relays().keys()]).toEqual(['cam-x', 'cam-y', 'cam-z']);
    expect(new Set([...relays().values()].map(({ edge }) => edge))).toEqual(new Set(['edge-1']));
    expect(relays()).toEqual(relays());
  });

  it('is another when that node dies, and nobody once the facility’s is silent', async () => {
    const before = relays();
    const dead = before.get('cam-x')?.node;
    const alive = dead === 'a' ? 'b' : 'a';
    for (let passed = 0; passed < 5_000; passed += 500) {
      now += 500;
      await beatAll([alive, 'edge-1']);
    }
    expect(new Set([...relays().values()].map(({ node }) => node))).toEqual(new Set([alive]));
    for (let passed = 0; passed < 5_000; passed += 500) {
      now += 500;
      await beatAll([alive]);
    }
    expect(relays().size).toBe(0);
  });

  it('is told with a permit that the facility’s node can make too, which is for that pair alone and ends', () => {
    const entry = (name: string): NodeEntry => ({
      name,
      control: `http://${name}`,
      secret: `secret of ${name}`.padEnd(32, '.'),
      weight: 1,
      facilities: [],
    });
    const nodes = new Map(['a', 'b', 'edge-1'].map((name) => [name, entry(name)]));
    const given = new Map([['cam-x', { node: 'a', edge: 'edge-1' }]]);
    const nowMs = Date.UTC(2026, 10, 30, 8, 59);
    const [told] = pipesOf('a', given, { nodes, nowMs });
    expect(pipesOf('b', given, { nodes, nowMs })).toEqual([]);
    expect(told).toMatchObject({ node: 'edge-1', at: 'http://edge-1', cameras: ['cam-x'] });
    const until = told?.permit.until ?? 0;
    expect(until - nowMs).toBeGreaterThan(3_600_000);
    expect(until - nowMs).toBeLessThanOrEqual(2 * 3_600_000);
    const made = createHmac('sha256', nodes.get('edge-1')?.secret ?? '').update(
      permitText('a', 'edge-1', until),
    );
    expect(told?.permit.key).toBe(made.digest('base64url'));
    expect(JSON.stringify(told)).not.toContain('secret of');
  });
});
