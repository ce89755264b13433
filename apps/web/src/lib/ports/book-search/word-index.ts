/**
 * One book's words in memory, read from the encrypted index where it goes and from the leaves behind that. What was read from
 * leaves is added to the index by the run, so that the next search opens some dozens of rows and not a whole book.
 */
import type { ReplicaDb } from '#lib/ports/sync-storage/replica-db.ts';
import { openLeaf } from '#lib/ports/sync-storage/leaf-cipher.ts';
import type { Octets } from '#lib/ports/vault/aes.ts';
import type { ScopeKey } from '#lib/ports/vault/scope-key.ts';
import { toFolded, type FoldedRow } from './folded-book.ts';
import { blockSize, lockBlock, openBlock } from './word-block.ts';

/** In one reading: so that a question that comes meanwhile waits for no more. */
const blocksAtOnce = 100;
const leavesAtOnce = 1_024;

export type WordIndex = {
  readonly rows: readonly FoldedRow<number>[];
  /** How far the log is read. */
  readonly readTo: number;
  /** Reads the next part of what is held here; readings follow one another. A log that was fetched anew is read anew. */
  readOn(): Promise<{ readonly isWhole: boolean; readonly total: number }>;
  /** Begins behind what the index holds, where only that is to be added to. */
  skipIndexed(): Promise<void>;
};

export function createWordIndex(db: ReplicaDb, key: ScopeKey): WordIndex {
  return new BookWords(db, key);
}

class BookWords implements WordIndex {
  rows: FoldedRow<number>[] = [];
  readTo = 0;
  readonly #db: ReplicaDb;
  readonly #key: ScopeKey;
  #epoch = -1;
  /** How the log's first leaf lies here: a log that was fetched anew lies otherwise. */
  #first: Octets | null = null;
  #stored = 0;
  /** How many of `rows` stand in stored blocks. */
  #rowsStored = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(db: ReplicaDb, key: ScopeKey) {
    this.#db = db;
    this.#key = key;
  }

  readOn() {
    const turn = this.#turn.then(() => this.#readOn());
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async skipIndexed() {
    const { epoch, total, first } = await this.#look();
    this.#begin(epoch, first);
    const { words } = this.#db;
    const { tag } = this.#key;
    const all = words
      .where('[scope+block]')
      .between([tag, 0], [tag, Math.floor(total / blockSize)], true, false);
    const [count, last] = [await all.count(), await all.last()];
    if (last?.epoch !== epoch || last.block !== count - 1) return;
    this.#stored = count;
    this.readTo = count * blockSize;
  }

  async #readOn() {
    const { epoch, total, first } = await this.#look();
    if (epoch !== this.#epoch || !isSame(first, this.#first)) this.#begin(epoch, first);
    if (this.readTo >= total) return { isWhole: true, total };
    if (!(await this.#readBlocks(total))) await this.#readLeaves(total);
    return { isWhole: this.readTo >= total, total };
  }

  #look() {
    const { cursors, leaves } = this.#db;
    return this.#db.transaction('r', cursors, leaves, async () => {
      const [cursor, first] = await Promise.all([cursors.get(this.#key.tag), leaves.get([this.#key.tag, 1])]);
      return { epoch: cursor?.epoch ?? 0, total: cursor?.seq ?? 0, first: first?.iv ?? null };
    });
  }

  #begin(epoch: number, first: Octets | null): void {
    this.rows = [];
    this.readTo = 0;
    this.#epoch = epoch;
    this.#first = first;
    this.#stored = 0;
    this.#rowsStored = 0;
  }

  /** False where the index has nothing from here on. */
  async #readBlocks(total: number): Promise<boolean> {
    if (this.readTo !== this.#stored * blockSize) return false;
    const { tag } = this.#key;
    const last = Math.min(this.#stored + blocksAtOnce, Math.floor(total / blockSize));
    const found = await this.#db.words
      .where('[scope+block]')
      .between([tag, this.#stored], [tag, last], true, false)
      .toArray();
    const opened = await Promise.all(found.map((row) => openBlock(row, this.#key)));
    for (const [at, row] of found.entries()) {
      const rows = opened[at] ?? null;
      if (row.block !== this.#stored || row.epoch !== this.#epoch || rows === null) return at > 0;
      this.rows.push(...rows);
      this.#rowsStored = this.rows.length;
      this.#stored += 1;
      this.readTo = this.#stored * blockSize;
    }
    return found.length > 0;
  }

  async #readLeaves(total: number): Promise<void> {
    const { tag } = this.#key;
    const until = Math.min(total, this.readTo + leavesAtOnce);
    const leaves = await this.#db.leaves
      .where('[scope+seq]')
      .between([tag, this.readTo], [tag, until], false, true)
      .toArray();
    const opened = await Promise.all(leaves.map((row) => openLeaf(row, this.#key)));
    for (const leaf of opened) {
      const row = leaf === null ? null : toFolded(leaf.seq, leaf.op);
      if (row !== null) this.rows.push(row);
    }
    this.readTo = until;
    await this.#storeBlocks();
  }

  async #storeBlocks(): Promise<void> {
    const full = Math.floor(this.readTo / blockSize);
    const places: { block: number; from: number; to: number }[] = [];
    let from = this.#rowsStored;
    for (let block = this.#stored; block < full; block += 1) {
      const end = (block + 1) * blockSize;
      let to = from;
      while (to < this.rows.length && (this.rows[to]?.place ?? end + 1) <= end) to += 1;
      places.push({ block, from, to });
      from = to;
    }
    if (places.length === 0) return;
    const epoch = this.#epoch;
    const rows = await Promise.all(
      places.map(({ block, from: begin, to }) =>
        lockBlock(this.rows.slice(begin, to), this.#key, { block, epoch }),
      ),
    );
    const { words, leaves } = this.#db;
    await this.#db.transaction('rw', words, leaves, async () => {
      const first = await leaves.get([this.#key.tag, 1]);
      // Let go or fetched anew meanwhile: what was read may hold words that are to be gone.
      if (isSame(first?.iv ?? null, this.#first)) await words.bulkPut(rows);
    });
    this.#stored = full;
    this.#rowsStored = from;
  }
}

function isSame(a: Octets | null, b: Octets | null): boolean {
  return a === b || (a !== null && b !== null && a.every((octet, at) => octet === b[at]));
}
