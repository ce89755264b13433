/**
 * Which operations go next, and in which lane (SPEC, ST). A device's operations stand in their order, so that what is urgent
 * takes with it whatever was written before it: at once, in small segments or ahead of other backlogs.
 */
import { segmentLimit, urgentLaneLimits, type PushRequest } from '@truc/sync/protocol';
import type { Installation, Segment, SegmentLimits } from './ports.ts';
import { fromStore, type RoundContext, type Session } from './round-context.ts';
import { forgetUrgent } from './urgent-mark.ts';

export const segmentLimits: SegmentLimits = { maxOps: segmentLimit, maxBytes: 128 * 1024 };
/** What is tried over a link that failed last time: a tablet in a cellar must not read and seal its backlog at each attempt. */
const firstSegment = 8;
/** What is added to the turn that a server told, so that two that were told the same do not meet. */
const turnJitterMs = 500;

export type LanedSegment = { readonly segment: Segment; readonly lane: PushRequest['lane'] };

/** The server is crowded and said when to come. */
export function noteTurn(
  { ports, session }: RoundContext,
  turn: { retryAfterMs: number; maxBatch?: number | undefined },
): void {
  const afterMs = turn.retryAfterMs + ports.random.next() * turnJitterMs;
  session.turn = { notBefore: ports.clock.monotonic() + afterMs, maxBatch: turn.maxBatch ?? segmentLimit };
}

/** Milliseconds until the turn that was told; 0 when none is waited for. */
export function untilTurn({ ports, session }: RoundContext): number {
  return session.turn === null ? 0 : Math.max(0, Math.ceil(session.turn.notBefore - ports.clock.monotonic()));
}

/** Null when there is nothing to send, or not yet. */
export async function nextInLane(context: RoundContext): Promise<LanedSegment | null> {
  const { ports, board, session } = context;
  const urgent = session.urgent === null ? null : await nextUrgent(context, session.urgent);
  if (urgent !== null) return urgent;
  if (untilTurn(context) > 0) return null;
  const isTrying = board.read().attempt > 0 && !board.reach().reachable;
  const most = isTrying ? firstSegment : segmentLimits.maxOps;
  const limits = { ...segmentLimits, maxOps: Math.min(most, session.turn?.maxBatch ?? segmentLimit) };
  const segment = await fromStore(context, ports.outbox.nextSegment(limits, session.turnedDown));
  return segment === null ? null : { segment, lane: 'bulk' };
}

async function nextUrgent(
  context: RoundContext,
  urgent: NonNullable<Session['urgent']>,
): Promise<LanedSegment | null> {
  // Turned down in this round: it stays urgent for the next.
  if (isTurnedDown(context, urgent)) return null;
  const short = await nextOf(context, urgent, urgentLaneLimits);
  if (short === null || short.from > urgent.n) {
    await forgetUrgent(context, urgent);
    return null;
  }
  const before = urgent.n - short.from;
  if (before < urgentLaneLimits.maxOps) return { segment: upTo(short, urgent.n), lane: 'urgent' };
  const long = await nextOf(context, urgent, segmentLimits);
  return { segment: upTo(long ?? short, urgent.n), lane: 'urgent' };
}

function isTurnedDown({ session }: RoundContext, { dev, inst }: Installation): boolean {
  return session.turnedDown.some((one) => one.dev === dev && one.inst === inst);
}

/** The first unsent records of one installation, whichever else has some too. */
async function nextOf(
  context: RoundContext,
  { dev, inst }: Installation,
  limits: SegmentLimits,
): Promise<Segment | null> {
  const passed = [...context.session.turnedDown];
  for (;;) {
    const segment = await fromStore(context, context.ports.outbox.nextSegment(limits, passed));
    if (segment === null || (segment.dev === dev && segment.inst === inst)) return segment;
    passed.push({ dev: segment.dev, inst: segment.inst });
  }
}

function upTo(segment: Segment, n: number): Segment {
  return { ...segment, records: segment.records.slice(0, n - segment.from + 1) };
}
