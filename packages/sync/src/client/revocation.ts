/** What the server takes back is forgotten here: keys before anything that they open, so that a crash leaves nothing readable. */
import { protocolVersion, type ScopeId } from '@truc/sync/protocol';
import {
  exchange,
  fromStore,
  requestTimeoutMs,
  type RoundContext,
  type Step,
  type Taken,
} from './round-context.ts';

/** Purges exactly these scopes (RV1). What was written in them and is unsent stays, sealed, and is sent. */
export async function purgeRevoked(context: RoundContext, revoked: readonly ScopeId[]): Promise<void> {
  const { ports, session, board } = context;
  for (const scope of revoked) {
    await fromStore(context, ports.leases.revoke(scope));
    await fromStore(context, ports.replica.drop(scope));
    session.held.delete(scope);
    session.wanted.delete(scope);
    session.followed = new Set([...session.followed].filter((one) => one !== scope));
  }
  if (revoked.length > 0) board.post({ revoked: [...new Set([...board.read().revoked, ...revoked])].sort() });
}

/** The server ordered this device to erase what it holds (RV2): carried out once, then said. */
export function wipeStep(context: RoundContext): Taken {
  const { session } = context;
  if (session.wipe === 'ordered') return carryOut(context);
  return session.wipe === 'done' ? say(context) : 'idle';
}

async function carryOut(context: RoundContext): Promise<Step> {
  const { ports, session, board } = context;
  await fromStore(context, ports.leases.wipe());
  await fromStore(context, ports.replica.wipe());
  session.held.clear();
  session.wanted.clear();
  session.followed = new Set();
  session.leased = null;
  session.wipe = 'done';
  // Ordered again before the lease that would have ended the news: whoever shows it hears of each time.
  if (board.read().wiped) board.post({ wiped: false });
  board.post({ wiped: true, offlineUntil: null });
  return 'progress';
}

async function say(context: RoundContext): Promise<Step> {
  const { ports, session } = context;
  const device = await fromStore(context, ports.outbox.device());
  if (device === null) return 'idle';
  const { dev, inst } = device;
  const { unsent } = await fromStore(context, ports.outbox.extent({ dev, inst }));
  const answer = await exchange(context, () =>
    ports.transport.wiped({ v: protocolVersion, dev, inst, unsent }, requestTimeoutMs),
  );
  if (!answer.ok && answer.error.code !== 'refused') return { retryAfterMs: 0 };
  // Whoever signs in from now on gets keys of his own; the order itself ended with the receipt.
  session.wipe = 'none';
  return 'progress';
}
