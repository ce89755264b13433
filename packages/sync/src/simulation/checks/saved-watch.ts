/** Remembers every operation that a person was told is saved, and asks at any time where it is. */
import type { OutboxRecord } from '@truc/sync/client';
import type { HashHex } from '@truc/sync/protocol';
import type { DatabaseState } from '../world/database-state.ts';
import { shelfOf } from '../world/outbox.ts';
import type { Tablet } from '../world/tablet.ts';
import type { Violations } from './violation.ts';

export class SavedWatch {
  readonly #violations: Violations;
  readonly #saved = new Map<HashHex, OutboxRecord>();
  /** Those whose last copy the browser itself threw away: no program could have kept them. */
  readonly #destroyed = new Set<HashHex>();

  constructor(violations: Violations) {
    this.#violations = violations;
  }

  get count(): number {
    return this.#saved.size;
  }

  /** WS1 at the moment of the promise: what was said to be saved is on this disk. */
  handleSaved(tablet: Tablet, record: OutboxRecord, at: number): void {
    if (!this.#saved.has(record.hash)) this.#saved.set(record.hash, record);
    if (!holds(tablet, record))
      this.#violations.report('WS1', at, `${tablet.name} ${record.n} is not on the disk`);
  }

  /** After an eviction or a restore: what is on no disk and not in the log any more is excused. */
  excuseDestroyed(tablets: readonly Tablet[], state: DatabaseState): void {
    const received = hashesOf(state);
    for (const [hash, record] of this.#saved) {
      if (!received.has(hash) && !tablets.some((tablet) => holds(tablet, record))) this.#destroyed.add(hash);
    }
  }

  hasAllArrived(state: DatabaseState): boolean {
    const received = hashesOf(state);
    for (const hash of this.#saved.keys())
      if (!received.has(hash) && !this.#destroyed.has(hash)) return false;
    return true;
  }

  /** WS1, WS9 at rest: what was saved has arrived, whatever has happened to rights, tabs and sessions meanwhile. */
  checkArrived(state: DatabaseState, at: number): void {
    const received = hashesOf(state);
    for (const [hash, { dev, inst, n }] of this.#saved) {
      if (received.has(hash) || this.#destroyed.has(hash)) continue;
      this.#violations.report('WS9', at, `saved and never arrived: ${dev.slice(-6)}:${inst} n ${n}`);
    }
  }
}

function hashesOf(state: DatabaseState): ReadonlySet<HashHex> {
  const received = new Set<HashHex>();
  for (const leaves of state.leaves.values()) for (const { hash } of leaves) received.add(hash);
  return received;
}

function holds({ outbox }: Tablet, record: OutboxRecord): boolean {
  const rows = shelfOf(outbox, record)?.rows;
  if (rows === undefined) return false;
  const guess = rows[record.n - (rows[0]?.record.n ?? 0)];
  if (guess?.record.hash === record.hash) return true;
  return rows.some(({ record: { hash } }) => hash === record.hash);
}
