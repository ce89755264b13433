/** Operations, segments and cursors for tests, made by the same code that makes them in earnest. */
import { sha256 } from '@noble/hashes/sha2.js';
import * as v from 'valibot';
import { createClockOffset } from '@truc/sync/client';
import { draftOperation } from '@truc/sync/client';
import type { DeviceRow, OperationDraft, OutboxRecord, WriteCommand } from '@truc/sync/client';
import {
  deviceGenesis,
  DeviceIdSchema,
  operationHash,
  PersonIdSchema,
  protocolVersion,
  ScopeIdSchema,
  scopeGenesis,
  segmentSeal,
  type Cursor,
  type DeviceId,
  type PushRequest,
  type ScopeId,
  type TravellingOperation,
  type WireOperation,
} from '@truc/sync/protocol';
import { createSeededRandom } from './seeded-random.ts';

const random = createSeededRandom(1);
const sampleWall = 1_800_000_000_000;

export function sampleScope(name: string): ScopeId {
  return v.parse(ScopeIdSchema, `post:${name}`);
}

export function sampleDevice(number: number): DeviceId {
  return v.parse(DeviceIdSchema, `00000000-0000-7000-8000-${String(number).padStart(12, '0')}`);
}

/** The row of an installation that has written nothing yet. */
export function sampleDeviceRow(dev: DeviceId = sampleDevice(1), inst = 1): DeviceRow {
  return { dev, inst, n: 0, hash: deviceGenesis(sha256, dev, inst), hlc: { t: 0, c: 0 } };
}

export function sampleCommand(change: Partial<WriteCommand> = {}): WriteCommand {
  const actor = v.parse(PersonIdSchema, 'nguyen-van-an');
  return { scope: sampleScope('gate'), kind: 'logbook.entry', v: 1, actor, body: { text: 'Yên' }, ...change };
}

export function sampleDraft(change: Partial<WriteCommand> = {}): OperationDraft {
  const clock = { now: () => sampleWall, monotonic: () => 1_000 };
  return draftOperation(sampleCommand(change), {
    clock,
    randomBytes: random,
    sha256,
    offset: createClockOffset(),
    lease: null,
  });
}

/** Consecutive records of one installation, from `device` on. */
export function sampleRecords(
  count: number,
  device: DeviceRow = sampleDeviceRow(),
  change: Partial<WriteCommand> = {},
): { readonly records: readonly OutboxRecord[]; readonly device: DeviceRow } {
  const records: OutboxRecord[] = [];
  let row = device;
  for (let at = 0; at < count; at += 1) {
    const made = sampleDraft({ body: { text: `entry ${row.n + 1}` }, ...change }).finish(row);
    records.push(made.record);
    row = made.device;
  }
  return { records, device: row };
}

/** A device's row as if `op` were its newest: what follows chains to these octets, whatever they are. */
export function after(device: DeviceRow, op: WireOperation): DeviceRow {
  return { ...device, n: device.n + 1, hash: operationHash(sha256, op.h) };
}

/** The request that sends `ops`, the first of which stands at `from`. */
export function samplePush(
  device: Pick<DeviceRow, 'dev' | 'inst'>,
  from: number,
  ops: readonly TravellingOperation[],
): PushRequest {
  const last = from + ops.length - 1;
  const { dev, inst } = device;
  const seal = segmentSeal(sha256, ops);
  return {
    v: protocolVersion,
    dev,
    inst,
    maxN: last,
    unsent: ops.length,
    from,
    seal,
    sig: null,
    lane: 'bulk',
    ops: [...ops],
  };
}

export function sampleCursor(scope: ScopeId): Cursor {
  return { scope, epoch: 0, seq: 0, chain: scopeGenesis(sha256, scope, 0) };
}
