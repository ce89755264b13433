import type { Installation } from './ports.ts';
import { fromStore, type RoundContext } from './round-context.ts';

/** Has the next step enrol this device, unless it writes under another installation by now. */
export async function enrolIfCurrent(
  context: RoundContext,
  { dev, inst }: Installation,
  enrolment: 'again' | 'fresh',
): Promise<void> {
  const device = await fromStore(context, context.ports.outbox.device());
  if (device?.dev === dev && device.inst === inst) context.session.enrolment = enrolment;
}

/** Whether this round asks for the name anew and sends to it once more (DE2): once, since a server may forget for ever. */
export async function enrolAgain(context: RoundContext, installation: Installation): Promise<boolean> {
  const { session } = context;
  const wasAsked = session.isEnrolledAgain;
  await enrolIfCurrent(context, installation, 'again');
  session.isEnrolledAgain = session.enrolment === 'again';
  return session.isEnrolledAgain && !wasAsked;
}
