/** The chains of devices, across blocks and scopes, as far as their entries are here; and what devices signed. */
import { createPublicKey, verify } from 'node:crypto';
import type { DeviceKeyRecord } from '@truc/sync/evidence';
import { segmentClaim, type DeviceId, type HashHex } from '@truc/sync/protocol';
import type { DeviceColumns } from './device-rows.ts';
import { FaultFound } from './fault.ts';
import type { ProvenLog } from './tree.ts';
import type { Spine, SpineSegment } from './spine.ts';

type Part = { readonly columns: DeviceColumns; readonly scope: string };
type DeviceKey = Pick<DeviceKeyRecord, 'alg' | 'spki'>;
type Row = { readonly part: Part; readonly row: number };

/** @throws FaultFound */
export function joinDevices(spine: Spine, log: ProvenLog, parts: readonly Part[]): void {
  const chains = new Map<string, DeviceChain>();
  for (const part of parts) {
    const own = part.columns.devices.map((device) => {
      const chain = chains.get(device) ?? new DeviceChain();
      chains.set(device, chain);
      return chain;
    });
    for (let row = 0; row < part.columns.n.length; row += 1)
      own[part.columns.device[row] ?? 0]?.add({ part, row });
  }
  for (const chain of chains.values()) chain.check();
  for (const segment of spine.segments) checkSegment(segment, log, chains);
}

/** One installation's entries by their place. Dense in health, so that an array does; a forger's numbers go to a map. */
class DeviceChain {
  readonly #dense: (Row | undefined)[] = [];
  readonly #sparse = new Map<number, Row>();

  add(entry: Row): void {
    const n = entry.part.columns.n[entry.row] ?? 0;
    if (this.at(n) !== undefined) throw faultAt(entry, `place ${n} of its device is taken by another entry`);
    if (n <= this.#dense.length + 100_000) this.#dense[n] = entry;
    else this.#sparse.set(n, entry);
  }

  at(n: number): Row | undefined {
    return this.#dense[n] ?? this.#sparse.get(n);
  }

  check(): void {
    for (const entry of [...this.#dense, ...this.#sparse.values()]) {
      if (entry === undefined) continue;
      const before = this.at((entry.part.columns.n[entry.row] ?? 0) - 1);
      if (before !== undefined && !isLinked(entry, before))
        throw faultAt(entry, 'the entry does not follow the one before it on its device');
    }
  }
}

function isLinked(entry: Row, before: Row): boolean {
  const { prevs } = entry.part.columns;
  const { hashes } = before.part.columns;
  let differs = false;
  let isEmpty = true;
  for (let at = 0; at < 32; at += 1) {
    const prev = prevs[entry.row * 32 + at];
    if (prev !== 0) isEmpty = false;
    if (prev !== hashes[before.row * 32 + at]) differs = true;
  }
  // An entry whose header does not tell its `prev` leaves the column empty.
  return !differs || isEmpty;
}

function checkSegment(segment: SpineSegment, log: ProvenLog, chains: ReadonlyMap<string, DeviceChain>): void {
  const { dev, inst, to, hash, offset } = segment;
  const keys = log.deviceKeys.get(`${dev} ${inst}`) ?? [];
  if (!keys.some((key) => isSignedSegment(segment, key)))
    throw spineFault(offset, 'a segment that its device did not sign');
  const last = chains.get(`${dev} ${inst}`)?.at(to);
  if (last === undefined) return;
  const own = Buffer.from(last.part.columns.hashes.subarray(last.row * 32, last.row * 32 + 32)).toString(
    'hex',
  );
  if (own !== hash) throw faultAt(last, 'the device signed another entry at this place');
}

function isSignedSegment(
  { dev, inst, from, to, hash, sig }: SpineSegment,
  { alg, spki }: DeviceKey,
): boolean {
  const claim = segmentClaim({ dev: dev as DeviceId, inst, from, to, hash: hash as HashHex });
  const signature = Buffer.from(sig, 'base64url');
  if (signature.toString('base64url') !== sig) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' });
    if (alg === 'Ed25519') return verify(null, claim, key, signature);
    return verify('sha256', claim, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    // No key: nothing is signed with it.
    return false;
  }
}

function faultAt({ part, row }: Row, what: string): FaultFound {
  return new FaultFound({
    offset: part.columns.offset[row] ?? 0,
    scope: part.scope,
    seq: part.columns.seq[row] ?? null,
    what,
  });
}

function spineFault(offset: number, what: string): FaultFound {
  return new FaultFound({ offset, scope: null, seq: null, what });
}
