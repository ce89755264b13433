/**
 * Asks whether the server still holds what it once acknowledged (OB10). A log that was put back from a backup knows nothing of
 * what came after it, and a tablet that has nothing unsent would never tell.
 */
import { untilTurn } from './lanes.ts';
import { oneRecord, sendSegment } from './push-step.ts';
import type { Installation } from './ports.ts';
import { fromStore, type Offer, type RoundContext, type Step, type Taken } from './round-context.ts';

/** The newest operation of one installation after the other, beginning with the newest; idle when all were offered. */
export function offerStep(context: RoundContext): Taken {
  const { session } = context;
  if (session.offer === null || session.enrolment !== 'settled' || session.wipe !== 'none') return 'idle';
  return untilTurn(context) > 0 ? 'idle' : offer(context, session.offer);
}

async function offer(context: RoundContext, due: Offer): Promise<Step> {
  const { ports, session } = context;
  const device = await fromStore(context, ports.outbox.device());
  if (device === null) return 'idle';
  for (let inst = due.inst ?? device.inst; inst >= 1; inst -= 1) {
    const installation = { dev: device.dev, inst };
    // Turned down in this round: offered in the next one.
    if (isTurnedDown(context, installation)) return 'idle';
    const step = await offerNewest(context, installation, due);
    // A crowded server took nothing of it: the same is offered at the turn that it told.
    if (step !== 'idle' || untilTurn(context) > 0) return step;
    session.offer = { inst: inst - 1 };
  }
  session.offer = null;
  return 'idle';
}

/** The server has it, decided of it as it says here, or asks for those before it: whatever else it says reopens them. */
async function offerNewest(context: RoundContext, place: Installation, due: Offer): Promise<Step> {
  const { ports, board, session } = context;
  const { maxN } = await fromStore(context, ports.outbox.extent(place));
  if (maxN === 0) return 'idle';
  const segment = await fromStore(context, ports.outbox.segmentFrom({ ...place, from: maxN }, oneRecord));
  if (segment === null) return 'idle';
  session.offer = { ...due, inst: place.inst };
  const step = await sendSegment(context, { segment, lane: 'bulk' });
  // A server of another version turns down whatever it is: that says nothing about this installation.
  if (board.reach().updateNeeded) return step;
  if (isTurnedDown(context, place))
    session.offer = due.isRetry === true ? { inst: place.inst - 1 } : { inst: place.inst, isRetry: true };
  // A device that was unknown offers it again.
  else if (step === 'progress' && session.enrolment === 'settled') session.offer = { inst: place.inst - 1 };
  return step;
}

function isTurnedDown({ session }: RoundContext, { dev, inst }: Installation): boolean {
  return session.turnedDown.some((other) => other.dev === dev && other.inst === inst);
}
