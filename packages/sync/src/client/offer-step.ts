/**
 * Asks whether the server still holds what it once acknowledged (OB9). A log that was put back from a backup knows nothing of
 * what came after it, and a tablet that has nothing unsent would never tell.
 */
import { segmentLimits, untilTurn } from './lanes.ts';
import { sendSegment } from './push-step.ts';
import type { Installation } from './ports.ts';
import { fromStore, type Offer, type RoundContext, type Step, type Taken } from './round-context.ts';

/** One segment of what is to be offered again, from the newest installation to the oldest; idle when all was. */
export function offerStep(context: RoundContext): Taken {
  const { session } = context;
  if (session.offer === null || session.enrolment !== 'settled' || session.wipe !== 'none') return 'idle';
  return untilTurn(context) > 0 ? 'idle' : offer(context, session.offer);
}

async function offer(context: RoundContext, due: Offer): Promise<Step> {
  const { ports, session } = context;
  const device = await fromStore(context, ports.outbox.device());
  if (device === null) return 'idle';
  const { what } = due;
  session.offer = { ...due, inst: due.inst ?? device.inst };
  for (let inst = session.offer.inst ?? device.inst; inst >= 1; inst -= 1) {
    const installation = { dev: device.dev, inst };
    // Turned down in this round: offered in the next one.
    if (session.turnedDown.some((one) => one.dev === device.dev && one.inst === inst)) return 'idle';
    const step = await offerInstallation(context, installation, session.offer);
    // A crowded server took nothing of it: the same is offered at the turn that it told.
    if (step !== 'idle' || untilTurn(context) > 0) return step;
    session.offer = { what, inst: inst - 1, from: 1 };
  }
  session.hasRefilled = what === 'all';
  session.offer = null;
  return 'idle';
}

/** The newest operation: the server has it, or asks for those before it (`gap`). After a restore, all that are kept. */
async function offerInstallation(
  context: RoundContext,
  { dev, inst }: Installation,
  { what, from }: Offer,
): Promise<Step> {
  const { ports, board, session } = context;
  const { maxN } = await fromStore(context, ports.outbox.extent({ dev, inst }));
  if (maxN === 0 || from > maxN) return 'idle';
  const place = { dev, inst, from: what === 'all' ? from : maxN };
  const segment = await fromStore(context, ports.outbox.segmentFrom(place, segmentLimits));
  if (segment === null) return 'idle';
  const step = await sendSegment(context, { segment, lane: 'bulk' });
  // A server of another version turns down whatever it is: that says nothing about this installation.
  if (board.reach().updateNeeded) return step;
  if (session.turnedDown.some((one) => one.dev === dev && one.inst === inst)) {
    session.offer =
      session.offer?.isRetry === true
        ? { what, inst: inst - 1, from: 1 }
        : { what, inst, from, isRetry: true };
    return step;
  }
  if (session.resend !== null) {
    // A log that was restored: all from the place that it wants, told here, so that a round that fails goes on with it.
    const need = session.resend.from;
    session.resend = null;
    const isLost = what === 'all' && need === from;
    if (isLost) board.raise({ kind: 'lost_range', need });
    session.offer = isLost ? { what, inst: inst - 1, from: 1 } : { what: 'all', inst, from: need };
    return step;
  }
  // A device that was unknown offers it again.
  if (step === 'progress' && session.enrolment === 'settled')
    session.offer = { what, inst, from: segment.from + segment.records.length };
  return step;
}
