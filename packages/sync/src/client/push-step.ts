/** Sends one segment and writes down what became of it. Nothing is forgotten before the server's receipt is stored. */
import {
  compactOperations,
  protocolVersion,
  segmentSeal,
  type ErrorBody,
  type PushRequest,
  type PushResponse,
} from '@truc/sync/protocol';
import { dueScopes } from './due-scopes.ts';
import { nextInLane, noteTurn, type LanedSegment } from './lanes.ts';
import { enrolAgain, enrolIfCurrent } from './enrol-again.ts';
import { logEpochOf } from './outbox-rules.ts';
import type { Segment, SegmentLimits } from './ports.ts';
import {
  exchange,
  fromStore,
  noteHead,
  passingRefusals,
  refreshCounts,
  requestTimeoutMs,
  type RoundContext,
  type Step,
  type Taken,
} from './round-context.ts';
import { signSegment } from './sign-segment.ts';

/** Acknowledged operations stay for the server's backup window, so that they can refill a log that was restored. */
export const keepAcknowledgedMs = 30 * 24 * 60 * 60 * 1_000;

/** Whatever its size. */
export const oneRecord: SegmentLimits = { maxOps: 1, maxBytes: Number.MAX_SAFE_INTEGER };

export function pushStep(context: RoundContext): Taken {
  return isLookedThrough(context) ? 'idle' : pushNext(context);
}

/**
 * Nothing was left to send, and this tab wrote nothing since. What others wrote while a request was on its way goes before the
 * next page of fetching; where there is none, the counts at the end of the round find it (RT11), and one look is enough.
 */
function isLookedThrough(context: RoundContext): boolean {
  const { look, urgent } = context.session;
  if (look === 'due' || urgent !== null) return false;
  return look !== 'aged' || dueScopes(context).length === 0;
}

async function pushNext(context: RoundContext): Promise<Step> {
  const next = await nextInLane(context);
  if (next === null) context.session.look = 'none';
  return next === null ? 'idle' : sendSegment(context, next);
}

/** One request with one segment, whatever was sent of it before. */
export async function sendSegment(context: RoundContext, laned: LanedSegment): Promise<Step> {
  const { ports, board, session } = context;
  const { segment } = laned;
  session.look = 'due';
  const request = await toRequest(context, laned);
  const { dev, inst, from, records } = segment;
  board.post({ round: 'sending', sending: { dev, inst, from, to: from + records.length - 1 } });
  const answer = await exchange(context, () => ports.transport.push(request, requestTimeoutMs));
  const step = answer.ok
    ? await settleSegment(context, segment, answer.value)
    : answer.error.code === 'refused'
      ? await handleRefusal(context, segment, answer.error.error)
      : { retryAfterMs: 0 };
  board.post({ sending: null });
  return step;
}

async function toRequest(context: RoundContext, { segment, lane }: LanedSegment): Promise<PushRequest> {
  const { dev, inst, from, records } = segment;
  const { maxN, unsent } = await fromStore(context, context.ports.outbox.extent({ dev, inst }));
  const ops = records.map(({ op }) => op);
  const { sha256 } = context.ports;
  const seal = segmentSeal(sha256, ops);
  const sig = await signSegment(context, segment);
  const pushed = context.session.sendsPlain ? ops : compactOperations(ops, segment, sha256);
  return { v: protocolVersion, dev, inst, maxN, unsent, from, seal, sig, lane, ops: pushed };
}

async function settleSegment(
  context: RoundContext,
  { dev, inst, from, records }: Segment,
  { outcomes, heads, time }: PushResponse,
): Promise<Step> {
  const { ports, session, board } = context;
  const isOurs =
    outcomes.length === records.length &&
    outcomes.every(({ n, opId }, at) => n === from + at && (opId === null || opId === records[at]?.opId));
  // Outcomes of other operations than those sent are no receipt.
  if (!isOurs) return { retryAfterMs: 0 };
  const logEpoch = logEpochOf(heads);
  const told = { dev, inst, outcomes, at: time.sent, by: 'server', logEpoch } as const;
  await fromStore(context, ports.outbox.settle(told));
  // A copy of this browser writes under the same name: from now on this one writes under a new installation.
  if (outcomes.some(({ code }) => code === 'device_fork' || code === 'signature_invalid'))
    await enrolIfCurrent(context, { dev, inst }, 'fresh');
  for (const head of heads) noteHead(context, head);
  session.turn = null;
  board.clear('refused');
  await refreshCounts(context);
  return 'progress';
}

async function handleRefusal(context: RoundContext, segment: Segment, error: ErrorBody): Promise<Step> {
  const { session, board } = context;
  const { dev, inst } = segment;
  if (error.code === 'gap' && error.need !== undefined) return handleGap(context, segment, error.need);
  if (error.code === 'chain_broken' && !session.sendsPlain) {
    // Damaged on the way, or rebuilt to other octets than ours: sent once more as it stands in the outbox.
    session.sendsPlain = true;
    return 'progress';
  }
  if (error.code === 'too_many_requests' && error.retryAfterMs !== undefined) {
    noteTurn(context, { retryAfterMs: error.retryAfterMs, maxBatch: error.maxBatch });
    return session.urgent === null ? 'idle' : { retryAfterMs: 0 };
  }
  if (passingRefusals.has(error.code)) return { retryAfterMs: error.retryAfterMs ?? 0 };
  board.raise({ kind: 'refused', code: error.code });
  if (error.code === 'device_unknown' && (await enrolAgain(context, { dev, inst }))) return 'progress';
  session.turnedDown = [...session.turnedDown, { dev, inst }];
  return 'progress';
}

/** Only a log that was restored lacks what it took: nothing that it ever said of this installation holds any more (OB9). */
async function handleGap(context: RoundContext, { dev, inst }: Segment, need: number): Promise<Step> {
  const { ports, session, board } = context;
  await fromStore(context, ports.outbox.reopen({ dev, inst }));
  await refreshCounts(context);
  const kept = await fromStore(context, ports.outbox.segmentFrom({ dev, inst, from: need }, oneRecord));
  if (kept?.from === need) return 'progress';
  board.raise({ kind: 'lost_range', need });
  session.turnedDown = [...session.turnedDown, { dev, inst }];
  return 'progress';
}
