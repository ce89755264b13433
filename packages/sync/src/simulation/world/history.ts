/** One history of the evidence log: its records in order, and the roots of whatever part of it is asked for. */
import { invariant } from '@truc/base';
import {
  recordDigest,
  StandingHeads,
  TreeEdge,
  writeRecord,
  type Digest,
  type EvidenceRecord,
  type LeafRange,
} from '@truc/sync/evidence';
import type { Sha256 } from '@truc/sync/protocol';

export class History {
  readonly heads = new StandingHeads();
  readonly #records: EvidenceRecord[] = [];
  readonly #texts: string[] = [];
  readonly #roots = new Map<string, Digest>();
  readonly #sha256: Sha256;

  constructor(sha256: Sha256) {
    this.#sha256 = sha256;
  }

  get size(): number {
    return this.#records.length;
  }

  add(record: EvidenceRecord): void {
    this.#records.push(record);
    this.#texts.push(writeRecord(record));
    this.heads.take(record);
  }

  textAt(index: number): string {
    const text = this.#texts[index];
    invariant(text !== undefined, 'a record that is proven exists');
    return text;
  }

  rootOf({ start, end }: LeafRange): Digest {
    const key = `${start} ${end}`;
    let root = this.#roots.get(key);
    if (root === undefined) {
      const edge = new TreeEdge(this.#sha256);
      for (const text of this.#texts.slice(start, end)) edge.append(recordDigest(this.#sha256, text));
      this.#roots.set(key, (root = edge.root()));
    }
    return root;
  }

  /** The same history with another time in one record. */
  rewritten(at: number): History {
    const other = new History(this.#sha256);
    for (const [index, record] of this.#records.entries())
      other.add(index === at ? { ...record, at: record.at + 1 } : record);
    return other;
  }
}
