/** Remembers every operation that a person was told is saved, and asks at any time where it is. */
import type { OutboxRecord } from '@truc/sync/client';
import { canonicalJson, operationHash, type HashHex, type Sha256 } from '@truc/sync/protocol';
import type { DatabaseLeaf } from '../world/database-state.ts';
import { shelfOf, type OutboxDisk } from '../world/outbox.ts';
import { sealRecord } from '../world/sealing.ts';
import type { Tablet } from '../world/tablet.ts';
import type { Violations } from './violation.ts';

/** What one device may be ahead of the server in what it believes of others' hybrid clocks; ms. */
const believedAheadMs = 5 * 60_000 + 1_000;

/** `writtenAt`: simulated ms. */
type Saved = { readonly record: OutboxRecord; readonly writtenAt: number };
/** The leaf of that hash in the log's present life. */
type FindLeaf = (hash: HashHex) => DatabaseLeaf | undefined;
type BrokenSeal = { readonly hash: HashHex; readonly h: string };

export class SavedWatch {
  readonly #violations: Violations;
  readonly #saved = new Map<HashHex, Saved>();
  /** What programs of another kind have put into an outbox: it may be anything. By its hash, the leaf of its broken seal. */
  readonly #foreign = new Map<HashHex, BrokenSeal>();
  #missing: HashHex | null = null;
  /** What was on a disk that the browser threw away, and on no other. */
  readonly #evicted = new Set<HashHex>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  get count(): number {
    return this.#saved.size;
  }

  /** WS1 and WS3 at the moment of the promise: it is on this disk, and after all that was written and read before. */
  handleSaved(
    tablet: Tablet,
    record: OutboxRecord,
    at: { readonly ms: number; readonly serverNow: number; readonly writtenAt: number },
  ): void {
    if (!this.#saved.has(record.hash)) this.#saved.set(record.hash, { record, writtenAt: at.writtenAt });
    const rows = shelfOf(tablet.outbox, record)?.rows ?? [];
    const index = indexOf(rows, record);
    const row = rows[index];
    if (row === undefined)
      return this.#violations.report('WS1', at.ms, `${tablet.name} ${record.n} is not on the disk`);
    const { hlc } = row.place;
    const before = rows[index - 1]?.place.hlc;
    if (before !== undefined && (hlc.t < before.t || (hlc.t === before.t && hlc.c <= before.c)))
      this.#violations.report('WS3', at.ms, `${tablet.name} ${record.n} stands before what it follows`);
    if (hlc.t > Math.max(tablet.wall.highest, at.serverNow) + believedAheadMs)
      this.#violations.report('WS12', at.ms, `${tablet.name} was drawn along by a clock that is far ahead`);
  }

  handleForeign(disk: OutboxDisk, record: OutboxRecord, sha256: Sha256): void {
    const row = shelfOf(disk, record)?.rows.find((one) => one.record.hash === record.hash);
    const h = row === undefined ? '' : canonicalJson(sealRecord(row).op.sealed);
    this.#foreign.set(record.hash, { hash: operationHash(sha256, h), h });
  }

  writtenAt(hash: HashHex): number | undefined {
    return this.#saved.get(hash)?.writtenAt;
  }

  isForeign(hash: HashHex): boolean {
    return this.#foreign.has(hash);
  }

  /** Before a disk is thrown away: what it alone holds is nobody's to keep. */
  handleEviction(tablet: Tablet, others: readonly Tablet[]): void {
    for (const { rows } of tablet.outbox.shelves)
      for (const { record } of rows)
        if (!others.some((other) => other !== tablet && holds(other, record))) this.#evicted.add(record.hash);
  }

  /** `isHeld`: whether a leaf of that hash stands in the log as it is now. Begins with what was missing when it was asked last. */
  hasAllArrived(isHeld: (hash: HashHex) => boolean): boolean {
    if (this.#missing !== null && !this.#hasArrived(this.#missing, isHeld)) return false;
    for (const hash of this.#saved.keys()) {
      if (this.#hasArrived(hash, isHeld)) continue;
      this.#missing = hash;
      return false;
    }
    return true;
  }

  /** Whether it is kept octet for octet is asked at the end. */
  #hasArrived(hash: HashHex, isHeld: (hash: HashHex) => boolean): boolean {
    return isHeld(hash) || this.#evicted.has(hash) || isHeld(this.#foreign.get(hash)?.hash ?? hash);
  }

  /** WS9 at rest: what was saved has arrived as it was written, whatever has happened to rights, tabs and sessions. */
  checkArrived(leafOf: FindLeaf, at: number): void {
    for (const [hash, { record }] of this.#saved) {
      const leaf = leafOf(hash);
      if (leaf === undefined) {
        if (!this.#evicted.has(hash) && !this.#isKeptSealed(hash, leafOf))
          this.#violations.report('WS9', at, `saved and never arrived: ${nameOf(record)}`);
      } else if (!isSameText(leaf, record))
        this.#violations.report('WS9', at, `arrived in other words: ${nameOf(record)}`);
    }
  }

  /** SE2: where no seal can fit the hash, as a foreign header's, the server keeps octet for octet what left the tablet. */
  #isKeptSealed(hash: HashHex, leafOf: FindLeaf): boolean {
    const sealed = this.#foreign.get(hash);
    const leaf = sealed === undefined ? undefined : leafOf(sealed.hash);
    return leaf?.code === 'seal_broken' && leaf.op.h === sealed?.h;
  }
}

function isSameText({ op: a }: DatabaseLeaf, { op: b }: OutboxRecord): boolean {
  return a.h === b.h && a.b === b.b && a.s === b.s;
}

function nameOf({ dev, inst, n }: OutboxRecord): string {
  return `${dev.slice(-6)}:${inst} n ${n}`;
}

function holds({ outbox }: Tablet, record: OutboxRecord): boolean {
  const rows = shelfOf(outbox, record)?.rows;
  return rows !== undefined && indexOf(rows, record) >= 0;
}

function indexOf(rows: readonly { readonly record: OutboxRecord }[], { n, hash }: OutboxRecord): number {
  const guess = n - (rows[0]?.record.n ?? 0);
  if (rows[guess]?.record.hash === hash) return guess;
  return rows.findIndex(({ record }) => record.hash === hash);
}
