/** The rules that every outbox store shares, whatever it is built on. */
import { utf8Length, type Outcome, type TravellingOperation } from '@truc/sync/protocol';
import type { OutboxState, SegmentLimits, SendableRecord } from './ports.ts';

/** State of an operation after its outcome: whatever does not stand where its author meant it to needs a person. */
export function stateAfter({ status }: Outcome): Exclude<OutboxState, 'unsent'> {
  return status === 'quarantined' || status === 'rejected' || status === 'conflict'
    ? 'needs_you'
    : 'acknowledged';
}

export function sameOutcome(a: Outcome | null, b: Outcome): boolean {
  return a !== null && a.status === b.status && a.code === b.code && a.scope === b.scope && a.seq === b.seq;
}

/**
 * Whether an outcome that is not the newest of its operation was written down before: a resend repeats what was told first, and
 * must not undo what came after it (an entry that waited and was adopted).
 */
export function isRepeated(outcome: Outcome, journal: readonly { readonly outcome: Outcome }[]): boolean {
  return journal.some(
    ({ outcome: old }) => old.n === outcome.n && old.opId === outcome.opId && sameOutcome(old, outcome),
  );
}

/** The longest consecutive start of `records` within the limits; the first always goes, however large. */
export function cutSegment<Row extends SendableRecord>(
  records: readonly Row[],
  { maxOps, maxBytes }: SegmentLimits,
): readonly Row[] {
  const taken: Row[] = [];
  let bytes = 0;
  for (const record of records) {
    const previous = taken.at(-1);
    bytes += octetsOf(record.op);
    if (previous !== undefined) {
      if (taken.length >= maxOps || bytes > maxBytes) break;
      if (record.dev !== previous.dev || record.inst !== previous.inst || record.n !== previous.n + 1) break;
    }
    taken.push(record);
  }
  return taken;
}

function octetsOf(op: TravellingOperation): number {
  return 'h' in op ? utf8Length(op.h) + utf8Length(op.b) + utf8Length(op.s) : op.sealed.ct.length;
}
