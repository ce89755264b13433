/** The lane of what is urgent outlives its browser (ST8): which operation must not wait is remembered until it was sent. */
import type { UrgentPlace } from './ports.ts';
import { fromStore, type RoundContext } from './round-context.ts';

/** What an earlier life of this browser did not get out in time goes first again. */
export async function recallUrgent(context: RoundContext): Promise<void> {
  const { ports, session } = context;
  if (ports.urgent === undefined) return;
  session.urgent ??= await fromStore(context, ports.urgent.read());
}

/** Something must not wait: neither for a turn nor behind what other installations of this tablet still hold. */
export async function noteUrgent(context: RoundContext, place: UrgentPlace): Promise<void> {
  const { ports, session, board } = context;
  const { dev, inst, n } = place;
  session.urgent = { dev, inst, n };
  try {
    if (ports.urgent !== undefined) await fromStore(context, ports.urgent.keep({ dev, inst, n }));
  } catch (cause) {
    // It is saved and goes first in this life; only its lane would be forgotten with the browser.
    board.raise({ kind: 'storage', detail: cause instanceof Error ? cause.name : String(cause) });
  }
}

export async function forgetUrgent(context: RoundContext, place: UrgentPlace): Promise<void> {
  const { ports, session } = context;
  session.urgent = null;
  if (ports.urgent !== undefined) await fromStore(context, ports.urgent.forget(place));
}
