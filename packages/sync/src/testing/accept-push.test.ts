import { sha256 } from '@noble/hashes/sha2.js';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OutboxRecord } from '@truc/sync/client';
import {
  bodyLimitBytes,
  canonicalJson,
  compactOperations,
  headerLimitBytes,
  readHeader,
  type CompactOperation,
  type PushRequest,
  type ScopeId,
  type TravellingOperation,
  type WireOperation,
} from '@truc/sync/protocol';
import {
  after,
  createMemoryLog,
  createMemoryLogDisk,
  enrolInMemory,
  openJudge,
  openNothing,
  sampleDevice,
  sampleDeviceRow,
  samplePush,
  sampleRecords,
  sampleScope,
  unsigned,
  type MemoryLogDisk,
} from './index.ts';
import { acceptPush, type IncomingPush, type Judge, type LogStore } from '@truc/sync/server';

const clock = { now: () => 1_800_000_002_000, monotonic: () => 0 };
const device = sampleDevice(1);
const fresh = sampleDeviceRow(device);
const gate = sampleScope('gate');
let disk: MemoryLogDisk;
let store: LogStore;

beforeEach(() => {
  disk = createMemoryLogDisk();
  enrolInMemory(disk, device, 1);
  store = createMemoryLog(disk, clock);
});

describe('acceptPush refuses a whole request and changes nothing', () => {
  it('[SV1] from a device that is not the one the cookie proves', async () => {
    const request = samplePush(fresh, 1, opsOf(sampleRecords(1)));
    await expectRefusal({ request, device: sampleDevice(2) }, { code: 'device_mismatch' });
  });

  it('[SV1] with an operation of another device or installation in it', async () => {
    for (const other of [sampleDeviceRow(sampleDevice(2)), sampleDeviceRow(device, 2)]) {
      const request = samplePush(fresh, 1, opsOf(sampleRecords(1, other)));
      await expectRefusal({ request }, { code: 'device_mismatch' });
    }
  });

  it('[SV1] from an installation that is not enrolled or is blocked', async () => {
    const unknown = sampleDeviceRow(device, 9);
    await expectRefusal(
      { request: samplePush(unknown, 1, opsOf(sampleRecords(1, unknown))) },
      { code: 'device_unknown' },
    );
    disk.installations.set(`${device}:1`, { lastN: 0, lastHash: null, blocked: true });
    await expectRefusal(
      { request: samplePush(fresh, 1, opsOf(sampleRecords(1))) },
      { code: 'device_blocked' },
    );
  });

  it('[SV3] that begins beyond the end, and says where to begin', async () => {
    const { records } = sampleRecords(5);
    await push(samplePush(fresh, 1, opsOf({ records: records.slice(0, 2) })));
    await expectRefusal(
      { request: samplePush(fresh, 4, opsOf({ records: records.slice(3) })) },
      { code: 'gap', need: 3 },
    );
  });

  it('[SV5] [EN4] that was damaged on the way, in header, body or salt', async () => {
    const sent = samplePush(fresh, 1, opsOf(sampleRecords(2)));
    for (const part of ['h', 'b', 's'] as const) {
      const ops = sent.ops.map((op, at) =>
        at === 1 && 'h' in op ? { ...op, [part]: `${op[part].slice(0, -1)}~` } : op,
      );
      await expectRefusal({ request: { ...sent, ops } }, { code: 'chain_broken', detail: 'seal' });
    }
  });
});

describe('acceptPush takes the compact wire', () => {
  const { records } = sampleRecords(3);
  const plain = samplePush(fresh, 1, opsOf({ records }));
  const compact = { ...plain, ops: compactOperations(opsOf({ records }), plain, sha256) };

  it('[CW1] gives a compact segment the outcomes and the octets of a plain one, and takes either as a resend', async () => {
    expect(compact.ops.every((op) => 'c' in op)).toBe(true);
    const outcomes = await push(compact);
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(disk.leaves.map(({ op }) => op)).toEqual(opsOf({ records }));
    expect(await push(plain)).toEqual(outcomes);
  });

  it('[CW3] refuses one that cannot be rebuilt, or rebuilds to other octets, and changes nothing', async () => {
    const [first, ...rest] = compact.ops;
    const headless = { ...compact, ops: rest };
    const moved = {
      ...compact,
      ops: [{ ...first, c: { ...(first as CompactOperation).c, wall: 7 } }, ...rest],
    };
    for (const request of [headless, moved] as PushRequest[])
      await expectRefusal({ request }, { code: 'chain_broken', detail: 'seal' });
  });
});

describe('acceptPush keeps every operation', () => {
  it('[SV9] quarantines a body that is not the one its header commits to', async () => {
    const { records, device: end } = sampleRecords(2);
    const [first, second] = opsOf({ records });
    const outcomes = await push(
      samplePush(end, 1, [{ ...required(first), b: '{"text":"other"}' }, required(second)]),
    );
    expect(outcomes).toMatchObject([
      { code: 'commitment_mismatch', scope: 'quarantine:all' },
      { code: null, scope: gate },
    ]);
  });

  it('[SV7] [EN3] quarantines a header or a body beyond its limit, and the next operation stands', async () => {
    const huge: Partial<WireOperation>[] = [
      { h: canonicalJson({ long: 'x'.repeat(headerLimitBytes) }) },
      { b: 'x'.repeat(bodyLimitBytes + 1) },
    ];
    for (const [at, part] of huge.entries()) {
      const own = sampleDeviceRow(sampleDevice(at + 1));
      const op = { ...required(opsOf(sampleRecords(1, own))[0]), ...part };
      enrolInMemory(disk, own.dev, 1);
      const next = sampleRecords(1, after(own, op));
      const outcomes = await push(samplePush(own, 1, [op, ...opsOf(next)]));
      expect(outcomes.map(({ n, code }) => [n, code])).toEqual([
        [1, 'schema_unreadable'],
        [2, null],
      ]);
    }
  });

  it('[SV7] takes a header that speaks of another place as unreadable, and its place as taken', async () => {
    const stray = required(sampleRecords(5).records[4]).op;
    const next = sampleRecords(1, after(fresh, stray));
    const outcomes = await push(samplePush(fresh, 1, [stray, ...opsOf(next)]));
    expect(outcomes).toMatchObject([
      { n: 1, opId: null, code: 'schema_unreadable' },
      { n: 2, code: null, status: 'accepted' },
    ]);
    expect(disk.installations.get(`${device}:1`)).toMatchObject({ lastN: 2 });
  });

  it('[SV7] gives a dead letter its stored outcome when it comes again', async () => {
    const broken = { h: '', b: '', s: '' };
    const once = await push(samplePush(fresh, 1, [broken]));
    const next = sampleRecords(1, after(fresh, broken));
    const again = await push(samplePush(fresh, 1, [broken, ...opsOf(next)]));
    expect(again).toEqual([...once, expect.objectContaining({ n: 2, code: null })]);
  });

  it('[SE2] answers a seal that does not open as the words that it names, once they are held', async () => {
    const { records } = sampleRecords(2);
    const [first, second] = await push(samplePush(fresh, 1, opsOf({ records })));
    const sealed = sealedAs(required(records[0]));
    const kept = structuredClone(disk.leaves);
    expect(await push(samplePush(fresh, 1, [sealed, required(records[1]).op]))).toEqual([first, second]);
    expect(disk.leaves).toEqual(kept);
    const other = { sealed: { ...sealed.sealed, hash: required(records[1]).hash } };
    expect(await push(samplePush(fresh, 1, [other]))).toMatchObject([{ n: 1, code: 'seal_broken' }]);
  });

  it('[SV6] keeps an operation whose predecessor nobody knows, and the chain’s end where it was', async () => {
    const { records } = sampleRecords(1, { ...fresh, hash: sampleDeviceRow(device, 7).hash });
    expect(await push(samplePush(fresh, 1, opsOf({ records })))).toMatchObject([
      { n: 1, code: 'device_fork' },
    ]);
    expect(disk.installations.get(`${device}:1`)).toMatchObject({ lastN: 0 });
    expect(await push(samplePush(fresh, 1, opsOf(sampleRecords(1))))).toMatchObject([{ n: 1, code: null }]);
  });

  it('[SV6] [SV7] takes a dead letter after a fork for the fork’s, and the place in the chain stays free', async () => {
    const trunk = sampleRecords(1);
    await push(samplePush(fresh, 1, opsOf(trunk)));
    await push(samplePush(fresh, 1, [...opsOf(sampleRecords(1)), { h: 'none', b: '', s: '' }]));
    const next = sampleRecords(1, trunk.device);
    expect(await push(samplePush(fresh, 2, opsOf(next)))).toMatchObject([{ n: 2, code: null }]);
  });

  it('[SV11] quarantines a second operation under an identity that is taken', async () => {
    const { records } = sampleRecords(1);
    await push(samplePush(fresh, 1, opsOf({ records })));
    const other = sampleDeviceRow(sampleDevice(2));
    enrolInMemory(disk, other.dev, 1);
    const { op } = required(records[0]);
    const { base: _none, ...header } = required(readHeader(op) ?? undefined);
    const copy = { ...op, h: canonicalJson({ ...header, dev: other.dev, prev: other.hash }) };
    expect(await push(samplePush(other, 1, [copy]))).toMatchObject([
      { code: 'device_fork', opId: required(records[0]).opId, scope: 'quarantine:all' },
    ]);
  });

  it('[SV10] [TI2] follows the judge, whatever was written and whatever the clock said', async () => {
    const asked: unknown[] = [];
    const judge: Judge = {
      async decide(_dev, questions) {
        asked.push(...questions.map(({ header, body }) => [header?.kind, body]));
        return questions.map((_, at) =>
          at === 1
            ? {
                status: 'quarantined',
                code: 'actor_not_permitted',
                quarantine: 'quarantine:kh-07' as ScopeId,
              }
            : { status: 'accepted_late', code: null, quarantine: 'quarantine:kh-07' as ScopeId },
        );
      },
    };
    const { records } = sampleRecords(2, { ...fresh, hlc: { t: 9_999_999_999_999, c: 0 } });
    const outcomes = await push(samplePush(fresh, 1, opsOf({ records })), judge);
    expect(outcomes).toMatchObject([
      { status: 'accepted_late', code: null, scope: gate, seq: 1 },
      { status: 'quarantined', code: 'actor_not_permitted', scope: 'quarantine:kh-07', seq: 1 },
    ]);
    expect(asked).toEqual(records.map(({ op }) => ['logbook.entry', op.b]));
  });
});

describe('acceptPush in its transaction', () => {
  it('[SV12] [SV2] locks the installation, then scopes in ascending order, then appends, each once', async () => {
    const calls: string[] = [];
    const inner = store;
    store = {
      ...inner,
      transact: (run) =>
        inner.transact((tx) =>
          run({
            ...tx,
            lockInstallation: (place) => (calls.push('installation'), tx.lockInstallation(place)),
            lockScopes: (scopes) => (calls.push(...scopes), tx.lockScopes(scopes)),
            append: (batch) => (calls.push('append'), tx.append(batch)),
          }),
        ),
    };
    const zulu = sampleRecords(1, fresh, { scope: sampleScope('zulu') });
    const alpha = sampleRecords(1, zulu.device, { scope: sampleScope('alpha') });
    await push(samplePush(fresh, 1, [...opsOf(zulu), ...opsOf(alpha)]));
    expect(calls).toEqual(['installation', 'post:alpha', 'post:zulu', 'append']);
  });

  it('[SV13] stores what the device says that it holds, also with a mere resend', async () => {
    const request = samplePush(fresh, 1, opsOf(sampleRecords(1)));
    await push({ ...request, maxN: 9, unsent: 9 });
    expect(disk.declared.get(`${device}:1`)).toEqual({ maxN: 9, unsent: 9 });
    await push({ ...request, maxN: 12, unsent: 11 });
    expect(disk.declared.get(`${device}:1`)).toEqual({ maxN: 12, unsent: 11 });
  });
});

async function push(request: IncomingPush['request'], judge: Judge = openJudge) {
  const pushed = await acceptPush(
    { request, device: request.dev, receivedAt: 1 },
    { store, judge, unseal: openNothing, signatures: unsigned, sha256, clock },
  );
  if (!pushed.ok) throw new Error(`refused: ${JSON.stringify(pushed.error)}`);
  return pushed.value.outcomes;
}

async function expectRefusal(
  { request, device: proven = device }: Pick<IncomingPush, 'request'> & Partial<IncomingPush>,
  error: unknown,
): Promise<void> {
  const before = structuredClone(disk);
  const ports = { store, judge: openJudge, unseal: openNothing, signatures: unsigned, sha256, clock };
  expect(await acceptPush({ request, device: proven, receivedAt: 1 }, ports)).toEqual({ ok: false, error });
  expect(disk).toEqual(before);
}

function opsOf({ records }: Pick<ReturnType<typeof sampleRecords>, 'records'>): WireOperation[] {
  return records.map(({ op }) => op);
}

/** As a tablet sends it that has no key for it, with a content that no server opens. */
function sealedAs({ opId, hash }: OutboxRecord): Extract<TravellingOperation, { sealed: unknown }> {
  const seal = { key: 'seal-1', epk: 'AAAA', iv: 'AAAA', wrapped: 'AAAA' };
  return { sealed: { opId, hash, prev: fresh.hash, hlc: { t: 1, c: 0 }, iv: 'AAAA', ct: 'AAAA', seal } };
}

function required<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the sample has it');
  return value;
}
