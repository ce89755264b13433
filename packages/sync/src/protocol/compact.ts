/**
 * The compact wire: what the server can work out of a header does not travel. `dev`, `inst` and `n` follow from the segment,
 * `prev` from the operation before, `commit` from body and salt, most of the rest is as it was a moment ago.
 *
 *     h ──compactOperations──▶ c ──expandOperations──▶ h, octet by octet, or the operation travels plain
 */
import type { CompactHeader, CompactOperation } from './compact-operation.ts';
import {
  bodyCommitment,
  fromBase64Url,
  fromHex,
  operationHash,
  toBase64Url,
  toHex,
  type Sha256,
} from './hashing.ts';
import { uuidPattern, type DeviceId, type HashHex, type OperationId } from './ids.ts';
import {
  bodyLimitBytes,
  exceedsUtf8,
  headerLimitBytes,
  isSalt,
  type OperationHeader,
  type WireOperation,
} from './operation.ts';
import type { PushedOperation, TravellingOperation } from './push.ts';
import { readHeader } from './read-header.ts';
import { writeHeader } from './write-header.ts';

/** Where a segment stands: its operations are at `from`, `from` + 1, … */
export type SegmentPlace = { readonly dev: DeviceId; readonly inst: number; readonly from: number };

/** What was rebuilt, with what was worked out on the way: both are the value and the hash of these very octets. */
export type ExpandedOperation = {
  readonly op: TravellingOperation;
  readonly known: { readonly header: OperationHeader; readonly hash: HashHex } | null;
};

/** What the operation before leaves to the next: null where it cannot be read, or there is none. */
type Before = { readonly header: OperationHeader | null; readonly hash: HashHex | null };
const nothing: Before = { header: null, hash: null };

/** The shortest form of each operation that rebuilds to exactly its octets. Sealed ones travel as they are. */
export function compactOperations(
  ops: readonly TravellingOperation[],
  place: SegmentPlace,
  sha256: Sha256,
): PushedOperation[] {
  const { dev, inst, from } = place;
  let before = nothing;
  return ops.map((op, at) => {
    const short = 'h' in op ? compactOne(op, before) : null;
    const rebuilt = short === null ? null : rebuild(short, { dev, inst, n: from + at, before, sha256 });
    const fits = 'h' in op && rebuilt?.op.h === op.h;
    before = fits ? { header: rebuilt.header, hash: rebuilt.hash } : leftBy(op, sha256);
    return fits && short !== null ? short : op;
  });
}

/**
 * The operations as their device wrote them. Null when one does not rebuild: no header of ours was shortened to that, the
 * segment was damaged on the way. Never throws; what it allocates is bounded by what arrived.
 */
export function expandOperations(
  ops: readonly PushedOperation[],
  place: SegmentPlace,
  sha256: Sha256,
): readonly ExpandedOperation[] | null {
  const { dev, inst, from } = place;
  const expanded: ExpandedOperation[] = [];
  let before = nothing;
  for (const op of ops) {
    const at = expanded.length;
    if ('c' in op) {
      const rebuilt = rebuild(op, { dev, inst, n: from + at, before, sha256 });
      if (rebuilt === null) return null;
      before = { header: rebuilt.header, hash: rebuilt.hash };
      expanded.push({ op: rebuilt.op, known: { header: rebuilt.header, hash: rebuilt.hash } });
    } else {
      // Only a compact operation looks back, so that a segment of plain ones is not hashed twice.
      const next = ops[at + 1];
      before = next !== undefined && 'c' in next ? leftBy(op, sha256) : nothing;
      expanded.push({ op, known: null });
    }
  }
  return expanded;
}

function leftBy(op: TravellingOperation, sha256: Sha256): Before {
  if ('h' in op) return { header: readHeader(op), hash: operationHash(sha256, op.h) };
  return { header: null, hash: op.sealed.hash };
}

function compactOne(op: WireOperation, before: Before): CompactOperation | null {
  const header = readHeader(op);
  if (header === null) return null;
  const last = before.header;
  const { wall, mono, hlc, base } = header;
  const step = wall - (last?.wall ?? 0);
  const drift = mono - (last?.mono ?? 0) - step;
  if (!Number.isSafeInteger(step) || !Number.isSafeInteger(drift)) return null;
  const c: { -readonly [Key in keyof CompactHeader]: CompactHeader[Key] } = { id: shortId(header) };
  if (before.hash !== header.prev) c.prev = header.prev;
  if (step !== 0) c.wall = step;
  if (drift !== 0) c.mono = drift;
  if (hlc.t !== wall || hlc.c !== 0) c.hlc = hlc;
  if (last?.off !== header.off) c.off = header.off;
  if (last?.err !== header.err) c.err = header.err;
  if (last?.actor !== header.actor) c.actor = header.actor;
  if (last?.lease !== header.lease) c.lease = header.lease;
  if (last?.scope !== header.scope) c.scope = header.scope;
  if (last?.kind !== header.kind) c.kind = header.kind;
  if (last?.v !== header.v) c.v = header.v;
  if (base !== undefined) c.base = base;
  return { c, b: op.b, s: op.s };
}

function shortId({ opId, wall }: OperationHeader): string {
  const time = timeHex(wall);
  if (!opId.startsWith(time.slice(0, 8)) || opId.slice(9, 13) !== time.slice(8)) return opId;
  return toBase64Url(fromHex(opId.slice(14, 18) + opId.slice(19, 23) + opId.slice(24)));
}

type Rebuilding = Omit<SegmentPlace, 'from'> & {
  readonly n: number;
  readonly before: Before;
  readonly sha256: Sha256;
};
type Rebuilt = { readonly op: WireOperation; readonly header: OperationHeader; readonly hash: HashHex };

function rebuild(
  { c, b, s }: CompactOperation,
  { dev, inst, n, before, sha256 }: Rebuilding,
): Rebuilt | null {
  if (!isSalt(s) || exceedsUtf8(b, bodyLimitBytes)) return null;
  const last = before.header;
  const wall = (last?.wall ?? 0) + (c.wall ?? 0);
  const mono = (last?.mono ?? 0) + (wall - (last?.wall ?? 0)) + (c.mono ?? 0);
  const off = pick(c.off, last?.off);
  const err = pick(c.err, last?.err);
  const actor = pick(c.actor, last?.actor);
  const lease = pick(c.lease, last?.lease);
  const scope = pick(c.scope, last?.scope);
  const kind = pick(c.kind, last?.kind);
  const v = pick(c.v, last?.v);
  const prev = c.prev ?? before.hash;
  const opId = longId(c.id, wall);
  if (!Number.isSafeInteger(wall) || !Number.isSafeInteger(mono) || mono < 0) return null;
  if (off === undefined || err === undefined || lease === undefined || opId === null || prev === null)
    return null;
  if (actor === undefined || scope === undefined || kind === undefined || v === undefined) return null;
  if (c.hlc === undefined && wall < 0) return null;
  const hlc = c.hlc ?? { t: wall, c: 0 };
  const commit = bodyCommitment(sha256, s, b);
  const header: OperationHeader = {
    opId,
    dev,
    inst,
    n,
    prev,
    hlc,
    wall,
    mono,
    off,
    err,
    actor,
    lease,
    scope,
    kind,
    v,
    commit,
  };
  if (c.base !== undefined) header.base = c.base;
  const h = writeHeader(header);
  if (exceedsUtf8(h, headerLimitBytes)) return null;
  return { op: { h, b, s }, header, hash: operationHash(sha256, h) };
}

function pick<T>(own: T | undefined, last: T | undefined): T | undefined {
  return own === undefined ? last : own;
}

function longId(id: string, wall: number): OperationId | null {
  if (id.length !== 14) return id as OperationId;
  const time = timeHex(wall);
  const tail = toHex(fromBase64Url(id));
  const uuid = `${time.slice(0, 8)}-${time.slice(8)}-${tail.slice(0, 4)}-${tail.slice(4, 8)}-${tail.slice(8)}`;
  return uuidPattern.test(uuid) ? (uuid as OperationId) : null;
}

/** The first six octets of a UUID of version 7; `-` stands in none, for times that none can name. */
function timeHex(wall: number): string {
  return wall < 0 || wall >= 2 ** 48 ? '-' : wall.toString(16).padStart(12, '0');
}
