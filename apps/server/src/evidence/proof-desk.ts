/** Proofs against one checkpoint, made once for all who ask: hundreds of tablets want the same ones within seconds. */
import { consistencyRanges, inclusionRanges, type Digest, type LeafRange } from '@truc/sync/evidence';
import { toBase64Url, type ProvenRecord, type ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { arrayOf } from '../log/columns.ts';
import { readRanges } from './evidence-tree.ts';
import type { SignedCheckpoint } from './recorder.ts';

/** Anybody may ask for any size: what is remembered for them is bounded. */
const remembered = 2_000;

export class ProofDesk {
  readonly checkpoint: SignedCheckpoint;
  readonly #pool: pg.Pool;
  readonly #growths = new Map<number, Promise<readonly string[]>>();
  readonly #records = new Map<number, Promise<ProvenRecord | null>>();

  constructor(pool: pg.Pool, checkpoint: SignedCheckpoint) {
    this.#pool = pool;
    this.checkpoint = checkpoint;
  }

  /** That the tree of `oldSize` leaves, at most as large as this one, is its beginning. */
  consistency(oldSize: number): Promise<readonly string[]> {
    return recall(this.#growths, oldSize, () =>
      this.#prove(consistencyRanges(oldSize, this.checkpoint.size)),
    );
  }

  /** Null when there is no such record in this tree. */
  inclusion(index: number): Promise<ProvenRecord | null> {
    if (index >= this.checkpoint.size) return Promise.resolve(null);
    return recall(this.#records, index, () => this.#proveRecord(index));
  }

  /** The newest head of each of these scopes, as far as it is in this tree. */
  async heads(scopes: readonly ScopeId[]): Promise<ProvenRecord[]> {
    const found = await this.#pool.query<{ index: number }>({
      name: 'evidence-heads-of',
      text: 'select index from evidence_head where scope = any ($1::text[]) and index < $2 order by index',
      values: [arrayOf(scopes), this.checkpoint.size],
    });
    const proven = await Promise.all(found.rows.map(({ index }) => this.inclusion(index)));
    return proven.filter((one) => one !== null);
  }

  async #proveRecord(index: number): Promise<ProvenRecord | null> {
    const found = await this.#pool.query<{ record: string }>(
      'select record from evidence_record where index = $1',
      [index],
    );
    const record = found.rows[0]?.record;
    if (record === undefined) return null;
    return { index, record, proof: [...(await this.#prove(inclusionRanges(index, this.checkpoint.size)))] };
  }

  async #prove(ranges: readonly LeafRange[]): Promise<readonly string[]> {
    return (await readRanges(this.#pool, ranges)).map((hash: Digest) => toBase64Url(hash));
  }
}

/** A proof that could not be made is asked for anew. */
function recall<T>(known: Map<number, Promise<T>>, key: number, make: () => Promise<T>): Promise<T> {
  const held = known.get(key);
  if (held !== undefined) return held;
  if (known.size >= remembered) known.clear();
  const made = make();
  known.set(key, made);
  made.catch(() => known.delete(key));
  return made;
}
