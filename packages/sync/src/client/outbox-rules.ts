/** The rules that every outbox store shares, whatever it is built on. */
import {
  utf8Length,
  wholeLog,
  type Outcome,
  type ScopeHead,
  type TravellingOperation,
} from '@truc/sync/protocol';
import type { OutboxState, SegmentLimits, SendableRecord, Teller } from './ports.ts';

/**
 * State of an operation after its outcome: whatever does not stand where its author meant it to needs a person, until one has
 * dealt with it. `by`: who told it; undefined in rows of versions that did not write it.
 */
export function stateAfter(
  { status }: Pick<Outcome, 'status'>,
  by: Teller | undefined,
): Exclude<OutboxState, 'unsent'> {
  if (by === 'refusal') return 'acknowledged';
  return status === 'quarantined' || status === 'rejected' || status === 'conflict'
    ? 'needs_you'
    : 'acknowledged';
}

export function sameOutcome(a: Outcome | null, b: Outcome): boolean {
  return a !== null && a.status === b.status && a.code === b.code && a.scope === b.scope && a.seq === b.seq;
}

/**
 * Whether a person's word followed a changed outcome: it was written down before, since a resend repeats what was told first, or it
 * is the receipt itself, which was longer on its way than that word. Neither must undo it, nor does a refusal undo an adoption. The
 * server's own word changes only with a log that was restored: there the newest is true, were it told before.
 * `present`: who told what is shown; undefined in rows of versions that did not write it, which are spared as if adopted.
 */
export function isOvertaken(
  outcome: Outcome,
  {
    present,
    by,
    journal,
  }: {
    readonly present: Teller | undefined;
    readonly by: Teller;
    readonly journal: readonly { readonly outcome: Outcome }[];
  },
): boolean {
  if (present === 'server') return false;
  if (by === 'refusal' && present === 'adoption') return true;
  const told = journal.filter(({ outcome: { n, opId } }) => n === outcome.n && opId === outcome.opId);
  if (told.some(({ outcome: old }) => sameOutcome(old, outcome))) return true;
  return isUnended(outcome, present) && !told.some(({ outcome: old }) => isUnended(old, present));
}

/** Whether this is what such a word ends: an adoption and a refusal the waiting in quarantine, a choice the conflict. */
export function isUnended({ status }: Pick<Outcome, 'status'>, by: Teller | undefined): boolean {
  if (by === 'resolution') return status === 'conflict';
  return (by === 'adoption' || by === 'refusal') && status === 'quarantined';
}

/**
 * Whether a changed outcome can only come from another life of the log: the server said otherwise of this record before, and the
 * record was not in doubt. A seal that did not open may be told apart from the same words in the open (SE2).
 */
export function tellsOfRestore(
  told: { readonly state: OutboxState; readonly outcome: Pick<Outcome, 'code'> | null },
  { outcome, by }: { readonly outcome: Outcome; readonly by: Teller },
): boolean {
  if (by !== 'server' || told.state === 'unsent' || told.outcome === null) return false;
  return told.outcome.code !== 'seal_broken' && outcome.code !== 'seal_broken';
}

/** The life of the log in which an answer was given; undefined where its server does not say. */
export function logEpochOf(heads: readonly ScopeHead[]): number | undefined {
  return heads.find(({ scope }) => scope === wholeLog)?.epoch;
}

/**
 * Whether what was told before was told in another life of the log. Earlier or later makes no difference: an answer that was long
 * on its way doubts the rest too, and the next one doubts it. `known`: told last; null or undefined before the first.
 */
export function isOtherLife(known: number | null | undefined, told: number | undefined): boolean {
  return typeof known === 'number' && told !== undefined && told !== known;
}

/** The longest consecutive start of `records` within the limits; the first always goes, however large. */
export function cutSegment<Row extends SendableRecord>(
  records: readonly Row[],
  { maxOps, maxBytes }: SegmentLimits,
): readonly Row[] {
  let count = 0;
  let bytes = 0;
  let previous: Row | undefined;
  for (const record of records) {
    bytes += octetsOf(record.op);
    if (previous !== undefined) {
      if (count >= maxOps || bytes > maxBytes) break;
      if (record.dev !== previous.dev || record.inst !== previous.inst || record.n !== previous.n + 1) break;
    }
    previous = record;
    count += 1;
  }
  return count === records.length ? records : records.slice(0, count);
}

function octetsOf(op: TravellingOperation): number {
  return 'h' in op ? utf8Length(op.h) + utf8Length(op.b) + utf8Length(op.s) : op.sealed.ct.length;
}
