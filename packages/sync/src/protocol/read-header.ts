/**
 * Reads a header strictly and by hand: the server looks at every operation of every tablet here, and the schema's general
 * machinery took a third of its time. `read-header.test.ts` holds verdict and value equal to `OperationHeaderSchema`.
 */
import {
  hashPattern,
  personPattern,
  scopePattern,
  uuidPattern,
  type DeviceId,
  type HashHex,
  type OperationId,
  type PersonId,
  type ScopeId,
} from './ids.ts';
import {
  exceedsUtf8,
  headerLimitBytes,
  kindLimit,
  kindPattern,
  leaseLimit,
  OperationHeaderSchema,
  type OperationHeader,
  type WireOperation,
} from './operation.ts';

/** The header of an operation, or null when it is not one: too long, not JSON, or not of the schema's shape. */
export function readHeader(op: Pick<WireOperation, 'h'>): OperationHeader | null {
  if (exceedsUtf8(op.h, headerLimitBytes)) return null;
  const json = parseJson(op.h);
  if (typeof json !== 'object' || json === null) return null;
  return headerOf(json);
}

type Members = { readonly [key: string]: unknown };

function headerOf(json: object): OperationHeader | null {
  const members = json as Members;
  const { opId, dev, inst, n, prev, wall, mono, off, err, actor, lease, scope, kind, v, commit } = members;
  if (!hasOnlyMembers(members)) return null;
  if (
    !matches(uuidPattern, opId) ||
    !matches(uuidPattern, dev) ||
    !matches(hashPattern, prev) ||
    !matches(hashPattern, commit)
  )
    return null;
  if (!isOrdinal(inst) || !isOrdinal(n) || !isOrdinal(v)) return null;
  if (!Number.isSafeInteger(wall) || !isCount(mono)) return null;
  if ((off !== null && !Number.isSafeInteger(off)) || (err !== null && !isCount(err))) return null;
  if (!matches(personPattern, actor) || !matches(scopePattern, scope)) return null;
  if (lease !== null && (typeof lease !== 'string' || lease.length > leaseLimit)) return null;
  if (!matches(kindPattern, kind) || kind.length > kindLimit) return null;
  const hlc = readHlc(members.hlc);
  if (hlc === null) return null;
  const header = {
    opId: opId as OperationId,
    dev: dev as DeviceId,
    inst,
    n,
    prev: prev as HashHex,
    hlc,
    wall: wall as number,
    mono,
    off: off as number | null,
    err,
    actor: actor as PersonId,
    lease,
    scope: scope as ScopeId,
    kind,
    v,
    commit: commit as HashHex,
  };
  if (!('base' in members)) return header;
  const base = readBase(members.base);
  return base === null ? null : { ...header, base };
}

function readHlc(value: unknown): OperationHeader['hlc'] | null {
  if (typeof value !== 'object' || value === null) return null;
  const { t, c } = value as Members;
  if (!isCount(t) || !isCount(c)) return null;
  for (const key in value) if (key !== 't' && key !== 'c') return null;
  return { t, c };
}

/** As the schema's record: keys that could reach a prototype are passed over, not taken. */
function readBase(value: unknown): OperationHeader['base'] | null {
  if (typeof value !== 'object' || value === null) return null;
  const base: Record<string, number> = {};
  for (const [key, version] of Object.entries(value)) {
    if (key === '__proto__' || key === 'prototype' || key === 'constructor') continue;
    if (!isCount(version)) return null;
    base[key] = version;
  }
  return base;
}

const known: ReadonlySet<string> = new Set(Object.keys(OperationHeaderSchema.entries));

function hasOnlyMembers(members: Members): boolean {
  for (const key in members) if (!known.has(key)) return false;
  return true;
}

function matches(pattern: RegExp, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isOrdinal(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller keeps the octets as they are, which is all that can be done with them.
    return undefined;
  }
}
