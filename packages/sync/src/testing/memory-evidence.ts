/** The evidence job in memory: records heads of a memory log, signs, proves. Without a platform's Ed25519: the key is given. */
import { sha256 } from '@noble/hashes/sha2.js';
import {
  consistencyRanges,
  inclusionRanges,
  recordDigest,
  signNote,
  TreeEdge,
  writeCheckpoint,
  writeNote,
  writeRecord,
  writeVerifierKey,
  type Digest,
  type EvidenceRecord,
  type LeafRange,
  type NoteKey,
  type SignEd25519,
} from '@truc/sync/evidence';
import {
  toBase64Url,
  toHex,
  type CheckpointUpdate,
  type HashHex,
  type ScopeId,
  type Witness,
} from '@truc/sync/protocol';

export type MemoryEvidence = {
  readonly verifierKey: string;
  /** Canonical texts, in order. A test may cut or change them: that is what a rewriter does. */
  records: string[];
  /** Records these heads and shows the tree from now on. */
  record(heads: readonly HeadOf[]): void;
  add(record: EvidenceRecord): void;
  checkpointFor(witness: Witness | null, scopes: readonly ScopeId[]): Promise<CheckpointUpdate | null>;
};
export type HeadOf = {
  readonly scope: ScopeId;
  readonly epoch: number;
  readonly head: number;
  readonly chain: HashHex | null;
};

export function createMemoryEvidence(key: NoteKey, sign: SignEd25519): MemoryEvidence {
  const evidence: MemoryEvidence = {
    verifierKey: writeVerifierKey(key),
    records: [],
    add: (record) => void evidence.records.push(writeRecord(record)),
    record(heads) {
      const outcomes = toHex(sha256(new Uint8Array()));
      for (const { scope, epoch, head, chain } of heads)
        if (chain !== null) evidence.add({ type: 'head', scope, epoch, seq: head, chain, outcomes, at: 0 });
    },
    async checkpointFor(witness, scopes) {
      const { records } = evidence;
      const root = rootOf(records);
      const size = records.length;
      if (witness?.size === size && witness.root === toBase64Url(root)) return null;
      const prove = (ranges: readonly LeafRange[]) =>
        ranges.map(({ start, end }) => toBase64Url(rootOf(records.slice(start, end))));
      const text = writeCheckpoint({ origin: key.name, size, root });
      const heads = scopes.flatMap((scope) => {
        const index = records.findLastIndex((record) => record.includes(`"scope":"${scope}"`));
        const record = records[index];
        return record === undefined ? [] : [{ index, record, proof: prove(inclusionRanges(index, size)) }];
      });
      const oldSize = witness?.size ?? 0;
      return {
        note: writeNote({ text, signatures: [signNote(text, key, sign)] }),
        consistency: oldSize > size ? [] : prove(consistencyRanges(oldSize, size)),
        heads,
      };
    },
  };
  return evidence;
}

function rootOf(records: readonly string[]): Digest {
  const edge = new TreeEdge(sha256);
  for (const record of records) edge.append(recordDigest(sha256, record));
  return edge.root();
}
