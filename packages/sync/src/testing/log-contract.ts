/** What every log store owes the server half. Call it from a test file with the store to be tried. */
import { sha256 } from '@noble/hashes/sha2.js';
import type { Result } from '@truc/base';
import { describe, expect, it } from 'vitest';
import type { OutboxRecord } from '@truc/sync/client';
import {
  nextScopeChain,
  operationHash,
  protocolVersion,
  scopeGenesis,
  wholeLog,
  type DeviceId,
  type ErrorBody,
  type PullRequest,
  type PushRequest,
  type PushResponse,
  type ScopeId,
} from '@truc/sync/protocol';
import {
  acceptPush,
  readPull,
  type Decider,
  type LogStore,
  type PushPorts,
  type StoredLeaf,
} from '@truc/sync/server';
import {
  after,
  sampleCursor,
  sampleDevice,
  sampleDeviceRow,
  samplePush,
  sampleRecords,
  sampleScope,
} from './samples.ts';
import { openJudge, openNothing, unsigned } from './test-server.ts';

export type LogHarness = {
  readonly store: LogStore;
  enrol(dev: DeviceId, inst: number): Promise<void>;
  /** The store is used by nobody any more. */
  close(): Promise<void>;
};

const gate = sampleScope('gate');
const roof = sampleScope('roof');

/** Each `open` gives a log without any device or leaf of the ones used here. */
export function logContractSuite(name: string, open: () => Promise<LogHarness>): void {
  const withLog = async (run: (harness: LogHarness) => Promise<void>) => {
    const harness = await open();
    try {
      await run(harness);
    } finally {
      await harness.close();
    }
  };

  describe(`log store: ${name}`, () => {
    it('[SV1] knows no installation that was not enrolled', () =>
      withLog(async ({ store }) => {
        const { records } = sampleRecords(1);
        expect(await push(store, records)).toMatchObject({ ok: false, error: { code: 'device_unknown' } });
      }));

    it('[SV2] appends a segment over two scopes and reads it back with the same octets', () =>
      withLog(async ({ store, enrol }) => {
        await enrol(sampleDevice(1), 1);
        const first = sampleRecords(3, undefined, { body: { text: 'Đã quan sát vòng \u0000 \ud800' } });
        const second = sampleRecords(2, first.device, { scope: roof });
        const pushed = await push(store, [...first.records, ...second.records]);
        expect(pushed).toMatchObject({
          ok: true,
          value: {
            heads: [{ scope: gate, head: 3 }, { scope: roof, head: 2 }, { scope: wholeLog }],
          },
        });
        expect((await readAll(store, gate)).map(({ op }) => op)).toEqual(first.records.map(({ op }) => op));
      }));

    it('[SV4] answers a resend with the stored outcomes, byte for byte, and appends nothing', () =>
      withLog(async ({ store, enrol }) => {
        await enrol(sampleDevice(1), 1);
        const { records } = sampleRecords(4);
        const once = outcomesOf(await push(store, records.slice(0, 3)));
        const again = outcomesOf(await push(store, records));
        expect(JSON.stringify(again.slice(0, 3))).toBe(JSON.stringify(once));
        expect(await readAll(store, gate)).toHaveLength(4);
      }));

    it('[SV17] names the life of the log with every answer, new or said before', () =>
      withLog(async ({ store, enrol }) => {
        await enrol(sampleDevice(1), 1);
        const { records } = sampleRecords(2);
        const [once, again] = [await push(store, records), await push(store, records)];
        const lives = [once, again].map((pushed) => headsOf(pushed).find(({ scope }) => scope === wholeLog));
        expect(lives[0]?.epoch).toBeGreaterThanOrEqual(1);
        expect(lives[1]).toEqual(lives[0]);
      }));

    it('[SV4] takes five parallel sends of one segment once', () =>
      withLog(async ({ store, enrol }) => {
        await enrol(sampleDevice(1), 1);
        const { records } = sampleRecords(10);
        const all = await Promise.all(Array.from({ length: 5 }, () => push(store, records)));
        expect(new Set(all.map((one) => JSON.stringify(outcomesOf(one)))).size).toBe(1);
        expect(await readAll(store, gate)).toHaveLength(10);
      }));

    it('[SV6] keeps both sides of a fork and goes on with either', () =>
      withLog(async ({ store, enrol }) => {
        await enrol(sampleDevice(1), 1);
        const trunk = sampleRecords(2);
        const left = sampleRecords(2, trunk.device);
        const right = sampleRecords(2, trunk.device);
        await push(store, [...trunk.records, ...left.records]);
        const forked = outcomesOf(await push(store, right.records));
        expect(forked.map(({ code }) => code)).toEqual(['device_fork', 'device_fork']);
        expect(outcomesOf(await push(store, right.records))).toEqual(forked);
        expect(outcomesOf(await push(store, sampleRecords(1, left.device).records))).toMatchObject([
          { n: 5, code: null },
        ]);
        expect(outcomesOf(await push(store, sampleRecords(1, right.device).records))).toMatchObject([
          { n: 5, code: 'device_fork' },
        ]);
      }));

    it('[SV7] keeps what it cannot read and takes the rest of the segment', () =>
      withLog(async ({ store, enrol }) => {
        await enrol(sampleDevice(1), 1);
        const first = sampleRecords(1);
        const broken = { h: '{"not":"a header"', b: '\u0000', s: '' };
        const rest = sampleRecords(1, after(first.device, broken));
        const ops = [...first.records.map(({ op }) => op), broken, ...rest.records.map(({ op }) => op)];
        const outcomes = outcomesOf(await pushRequest(store, samplePush(sampleDeviceRow(), 1, ops)));
        expect(outcomes.map(({ n, code }) => [n, code])).toEqual([
          [1, null],
          [2, 'schema_unreadable'],
          [3, null],
        ]);
        const quarantined = outcomes[1];
        if (quarantined === undefined) throw new Error('an outcome for each');
        expect((await readAll(store, quarantined.scope)).at(-1)?.op).toEqual(broken);
      }));

    it('[SV8] leaves nothing behind when the transaction fails', () =>
      withLog(async ({ store, enrol }) => {
        await enrol(sampleDevice(1), 1);
        const { records } = sampleRecords(2);
        await expect(push(failing(store), records)).rejects.toThrow('crash before the commit');
        expect(await readAll(store, gate)).toEqual([]);
        expect(outcomesOf(await push(store, records)).map(({ seq }) => seq)).toEqual([1, 2]);
      }));

    it('[IN1] folds commands in the transaction that appends them, and leaves nothing when it fails', () =>
      withLog(async ({ store, enrol }) => {
        await enrol(sampleDevice(1), 1);
        const first = sampleRecords(3);
        expect(statusesOf(await push(store, first.records, countTo(2)))).toEqual([
          'accepted',
          'accepted',
          'rejected',
        ]);
        const later = sampleRecords(1, first.device);
        await expect(push(failing(store), later.records, countTo(2))).rejects.toThrow(
          'crash before the commit',
        );
        expect(statusesOf(await push(store, later.records, countTo(2)))).toEqual(['rejected']);
        expect(await readAll(store, gate)).toHaveLength(4);
      }));

    it('[IN2] folds a state anew that is missing, or that other rules left', () =>
      withLog(async ({ store, enrol }) => {
        await enrol(sampleDevice(1), 1);
        const plain = sampleRecords(2);
        await push(store, plain.records);
        const second = sampleRecords(1, plain.device);
        expect(statusesOf(await push(store, second.records, countTo(3)))).toEqual(['accepted']);
        const third = sampleRecords(1, second.device);
        expect(statusesOf(await push(store, third.records, countTo(3, 2)))).toEqual(['rejected']);
        const fourth = sampleRecords(1, third.device);
        expect(statusesOf(await push(store, fourth.records, countTo(6, 3)))).toEqual(['accepted']);
      }));

    it('[CU1] gives a hot scope one dense, chained order under parallel devices', () =>
      withLog(async ({ store, enrol }) => {
        const devices = Array.from({ length: 8 }, (_, at) => sampleDevice(at + 1));
        for (const dev of devices) await enrol(dev, 1);
        await Promise.all(devices.map((dev) => sendInSmallSegments(store, dev)));
        const leaves = await readAll(store, gate);
        expect(leaves.map(({ seq }) => seq)).toEqual(Array.from({ length: 80 }, (_, at) => at + 1));
        await expectChained(store, gate, leaves);
      }));

    it('[CU3] answers an epoch and an empty log for a scope that nobody wrote to', () =>
      withLog(async ({ store }) => {
        const [at] = await store.snapshot((snapshot) => snapshot.scopesAt([sampleCursor(roof)]));
        expect(at).toMatchObject({ scope: roof, head: 0, chain: null, chainAtCursor: null });
        expect(at?.epoch).toBeGreaterThanOrEqual(0);
      }));

    it('[CU7] reads as many leaves as the budget holds, and one at least', () =>
      withLog(async ({ store, enrol }) => {
        await enrol(sampleDevice(1), 1);
        await push(store, sampleRecords(5).records);
        const read = (budgetBytes: number) =>
          store.snapshot((snapshot) => snapshot.leavesAfter({ scope: gate, afterSeq: 1, budgetBytes }));
        expect((await read(1)).map(({ seq }) => seq)).toEqual([2]);
        expect((await read(1_000_000)).map(({ seq }) => seq)).toEqual([2, 3, 4, 5]);
      }));
  });
}

function pushRequest(
  store: LogStore,
  request: PushRequest,
  rules: Pick<PushPorts, 'decider'> = {},
): Promise<Result<PushResponse, ErrorBody>> {
  const clock = { now: () => 0, monotonic: () => 0 };
  const ports: PushPorts = {
    store,
    judge: openJudge,
    unseal: openNothing,
    signatures: unsigned,
    sha256,
    clock,
    ...rules,
  };
  return acceptPush({ request, device: request.dev, receivedAt: 0 }, ports);
}

function push(
  store: LogStore,
  records: readonly OutboxRecord[],
  decider?: Decider,
): Promise<Result<PushResponse, ErrorBody>> {
  const first = records[0];
  if (first === undefined) throw new Error('a segment is not empty');
  const ops = records.map(({ op }) => op);
  return pushRequest(store, samplePush(first, first.n, ops), decider === undefined ? {} : { decider });
}

/** Runs everything and breaks before the commit. */
function failing(store: LogStore): LogStore {
  return {
    snapshot: (run) => store.snapshot(run),
    transact: (run) =>
      store.transact(async (tx) => {
        await run(tx);
        throw new Error('crash before the commit');
      }),
  };
}

/** Rules of a state that is a number: each command adds one, and is rejected beyond `limit`. */
function countTo(limit: number, model = 1): Decider {
  return {
    model,
    decides: (scope) => scope === gate,
    decide(state) {
      const count = typeof state === 'number' ? state : 0;
      return count < limit
        ? { state: count + 1, status: 'accepted', code: null }
        : { state: count, status: 'rejected', code: 'stale_state' };
    },
  };
}

function statusesOf(pushed: Result<PushResponse, ErrorBody>): readonly string[] {
  return outcomesOf(pushed).map(({ status }) => status);
}

function outcomesOf(pushed: Result<PushResponse, ErrorBody>): PushResponse['outcomes'] {
  if (!pushed.ok) throw new Error(`refused: ${pushed.error.code}`);
  return pushed.value.outcomes;
}

function headsOf(pushed: Result<PushResponse, ErrorBody>): PushResponse['heads'] {
  if (!pushed.ok) throw new Error(`refused: ${pushed.error.code}`);
  return pushed.value.heads;
}

async function sendInSmallSegments(store: LogStore, dev: DeviceId): Promise<void> {
  let device = sampleDeviceRow(dev);
  for (let segment = 0; segment < 5; segment += 1) {
    const made = sampleRecords(2, device);
    outcomesOf(await push(store, made.records));
    device = made.device;
  }
}

function readAll(store: LogStore, scope: ScopeId): Promise<readonly StoredLeaf[]> {
  return store.snapshot((snapshot) => snapshot.leavesAfter({ scope, afterSeq: 0, budgetBytes: 4_000_000 }));
}

async function expectChained(store: LogStore, scope: ScopeId, leaves: readonly StoredLeaf[]): Promise<void> {
  const ports = { store, sha256, clock: { now: () => 0, monotonic: () => 0 } };
  const mayRead = (scopes: readonly ScopeId[]) => Promise.resolve(new Set(scopes));
  const request: PullRequest = {
    v: protocolVersion,
    cursors: [sampleCursor(scope)],
    budgetBytes: 1_024,
    witness: null,
  };
  const pulled = await readPull({ request, receivedAt: 0 }, { ...ports, mayRead });
  let chain = scopeGenesis(sha256, scope, pulled.scopes[0]?.epoch ?? -1);
  for (const { seq, op, recvAt, chain: stored } of leaves) {
    chain = nextScopeChain(sha256, { chain, seq, hash: operationHash(sha256, op.h), recvAt });
    expect(stored).toBe(chain);
  }
}
