/** What the signed tree says of the log: its head, what was taken out by a decision, and the keys of the devices that wrote. */
import { createPublicKey, verify } from 'node:crypto';
import {
  provesInclusion,
  readRecord,
  recordDigest,
  type Checkpoint,
  type DeviceKeyRecord,
  type HeadRecord,
} from '@truc/sync/evidence';
import { fromBase64Url, readHeader, segmentClaim, toBase64Url, type DeviceId } from '@truc/sync/protocol';
import { nativeSha256 } from '../../config/system-ports.ts';
import { FaultFound } from '../verify/fault.ts';
import type { LineOf, PlacedLine } from './incident-format.ts';
import type { ProvenOperation } from './walk-log.ts';

export type ProvenRecords = {
  readonly head: HeadRecord;
  /** Decisions by the hash of the header whose body they took out. */
  readonly redactions: ReadonlyMap<string, string>;
  readonly keys: readonly DeviceKeyRecord[];
};

/** @throws FaultFound */
export function checkRecords(
  lines: readonly PlacedLine<LineOf<'record'>>[],
  { size, root, end }: Checkpoint & { /** Where the lines before end, in octets. */ readonly end: number },
): ProvenRecords {
  const heads: { readonly record: HeadRecord; readonly index: number; readonly offset: number }[] = [];
  const redactions = new Map<string, string>();
  const keys: DeviceKeyRecord[] = [];
  const restores: { readonly from: number; readonly index: number }[] = [];
  let last = -1;
  for (const { offset, line } of lines) {
    const record = readRecord(line.text);
    if (record === null) return fail(offset, 'no record of an evidence log');
    if (line.index <= last) return fail(offset, 'a record out of its place');
    last = line.index;
    const proof = line.proof.map(octetsOf);
    const leaf = recordDigest(nativeSha256, line.text);
    if (
      !proof.every((step) => step !== null) ||
      !provesInclusion(nativeSha256, { leaf, index: line.index, size, proof, root })
    )
      return fail(offset, 'the record does not stand in the signed tree');
    if (record.type === 'head') heads.push({ record, index: line.index, offset });
    else if (record.type === 'redaction') redactions.set(record.hash, record.decision);
    else if (record.type === 'device_key') keys.push(record);
    else restores.push({ from: record.from, index: line.index });
  }
  const [head, second] = heads;
  if (head === undefined) return fail(lines.at(-1)?.offset ?? end, 'no signed head of the log');
  if (second !== undefined) return fail(second.offset, 'a second head of the log');
  // What a restore declares to be of a life that was lost proves nothing of this one.
  if (restores.some(({ from, index }) => head.index >= from && head.index < index))
    return fail(head.offset, 'the head is of a life of the log that was lost');
  return { head: head.record, redactions, keys };
}

/** How many operations their device's own key signed. A segment signs its last operation, and by it those linked before it. */
export function countSigned(
  segments: readonly PlacedLine<LineOf<'segment'>>[],
  { keys }: ProvenRecords,
  operations: readonly ProvenOperation[],
): number {
  const byHash = new Map(operations.map((one) => [one.hash as string, one]));
  const signed = new Set<string>();
  for (const { offset, line } of segments) {
    const own = byHash.get(line.hash);
    const header = own && readHeader({ h: own.header });
    if (header?.dev !== line.dev || header.inst !== line.inst || header.n !== line.to)
      return fail(offset, 'a segment that is of no operation here');
    const isOwn = ({ dev, inst }: DeviceKeyRecord) => dev === line.dev && inst === line.inst;
    if (!keys.filter(isOwn).some((key) => isSigned(line, key)))
      return fail(offset, 'a segment that its device did not sign');
    let hash: string | undefined = line.hash;
    while (hash !== undefined && !signed.has(hash)) {
      const found = byHash.get(hash);
      if (found === undefined) break;
      signed.add(hash);
      hash = readHeader({ h: found.header })?.prev;
    }
  }
  return signed.size;
}

function isSigned(
  { dev, inst, from, to, hash, sig }: LineOf<'segment'>,
  { alg, spki }: DeviceKeyRecord,
): boolean {
  const signature = octetsOf(sig);
  if (signature === null) return false;
  const claim = segmentClaim({ dev: dev as DeviceId, inst, from, to, hash });
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' });
    if (alg === 'Ed25519') return verify(null, claim, key, signature);
    return verify('sha256', claim, { key, dsaEncoding: 'ieee-p1363' }, signature);
  } catch {
    // No key: nothing is signed with it.
    return false;
  }
}

/** Null for a text that is no base64url, or another spelling of the same octets. */
function octetsOf(text: string): Uint8Array | null {
  const octets = /^[\w-]*$/.test(text) ? fromBase64Url(text) : null;
  return octets !== null && toBase64Url(octets) === text ? octets : null;
}

function fail(offset: number, what: string): never {
  throw new FaultFound({ offset, scope: null, seq: null, what });
}
