/** The records of the export against the signed root. Only what is proven here is relied on further down. */
import {
  isSame,
  lostPlaces,
  provesInclusion,
  readRecord,
  recordDigest,
  TreeEdge,
  type Checkpoint,
  type DeviceKeyRecord,
  type EvidenceRecord,
} from '@truc/sync/evidence';
import { fromBase64Url } from '@truc/sync/protocol';
import { nativeSha256 } from '../../config/system-ports.ts';
import type { Witnessed } from './block.ts';
import { FaultFound } from './fault.ts';
import type { Spine, SpineRecord } from './spine.ts';

export type ProvenLog = {
  /** Per scope, in order: what was signed of it, lives that were lost left out. */
  readonly heads: ReadonlyMap<string, readonly Witnessed[]>;
  readonly redactions: ReadonlyMap<string, string>;
  /** By `dev inst`: the keys that were recorded for that installation. */
  readonly deviceKeys: ReadonlyMap<string, readonly DeviceKeyRecord[]>;
  readonly restores: readonly { readonly at: number; readonly epoch: number; readonly lostHeads: number }[];
};

/** @throws FaultFound */
export function checkTree(spine: Spine, checkpoint: Checkpoint, seen: readonly Checkpoint[]): ProvenLog {
  const records = spine.records.map(mustRead);
  if (spine.tree === 'full') checkWhole(spine, checkpoint, seen);
  else checkParts(spine, checkpoint, seen);
  const isLost = spine.tree === 'full' ? lostPlaces(records) : new Set<number>();
  const heads = new Map<string, Witnessed[]>();
  const redactions = new Map<string, string>();
  const deviceKeys = new Map<string, DeviceKeyRecord[]>();
  for (const [at, record] of records.entries()) {
    if (record.type === 'head' && !isLost.has(at))
      heads.set(record.scope, [...(heads.get(record.scope) ?? []), record]);
    if (record.type === 'redaction') redactions.set(record.hash, record.decision);
    if (record.type === 'device_key') {
      const name = `${record.dev} ${record.inst}`;
      deviceKeys.set(name, [...(deviceKeys.get(name) ?? []), record]);
    }
  }
  return { heads, redactions, deviceKeys, restores: restoresOf(records) };
}

function mustRead(record: SpineRecord): EvidenceRecord {
  const read = readRecord(record.text);
  if (read === null) throw fault(record, 'no record of an evidence log');
  return read;
}

function checkWhole(
  { records, manifestOffset }: Spine,
  { size, root }: Checkpoint,
  seen: readonly Checkpoint[],
): void {
  const edge = new TreeEdge(nativeSha256);
  const wanted = new Map(seen.map((one) => [one.size, one.root]));
  const compare = (offset: number) => {
    const known = wanted.get(edge.size);
    if (known !== undefined && !isSame(known, edge.root()))
      throw new FaultFound({
        offset,
        scope: null,
        seq: null,
        what: `another history was signed at size ${edge.size}`,
      });
  };
  for (const record of records) {
    if (record.index !== edge.size || record.proof.length > 0)
      throw fault(record, 'a record out of its place');
    compare(record.offset);
    edge.append(recordDigest(nativeSha256, record.text));
  }
  compare(manifestOffset);
  const largest = Math.max(0, ...seen.map((one) => one.size));
  if (edge.size !== size || !isSame(edge.root(), root))
    throw new FaultFound({
      offset: 0,
      scope: null,
      seq: null,
      what: 'the records do not make up the signed tree',
    });
  if (largest > size)
    throw new FaultFound({
      offset: 0,
      scope: null,
      seq: null,
      what: `the log was signed up to ${largest} before, and ends at ${size}`,
    });
}

function checkParts({ records }: Spine, { size, root }: Checkpoint, seen: readonly Checkpoint[]): void {
  let last = -1;
  for (const record of records) {
    if (record.index <= last) throw fault(record, 'a record out of its place');
    last = record.index;
    const leaf = recordDigest(nativeSha256, record.text);
    const proof = record.proof.map(fromBase64Url);
    if (!provesInclusion(nativeSha256, { leaf, index: record.index, size, proof, root }))
      throw fault(record, 'the record does not stand in the signed tree');
  }
  const other = seen.find((one) => one.size > size || (one.size === size && !isSame(one.root, root)));
  if (other !== undefined)
    throw new FaultFound({
      offset: 0,
      scope: null,
      seq: null,
      what: `another history was signed at size ${other.size}`,
    });
}

function restoresOf(records: readonly EvidenceRecord[]): ProvenLog['restores'] {
  const lost = lostPlaces(records);
  return records.flatMap((record, at) =>
    record.type === 'restore'
      ? [
          {
            at: record.at,
            epoch: record.epoch,
            lostHeads: [...lost].filter((place) => place >= record.from && place < at).length,
          },
        ]
      : [],
  );
}

function fault({ offset }: SpineRecord, what: string): FaultFound {
  return new FaultFound({ offset, scope: null, seq: null, what });
}
