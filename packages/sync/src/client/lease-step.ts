/** Asks for the right to work offline, and the keys that come with it, while the server is there (LE1). */
import { protocolVersion } from '@truc/sync/protocol';
import {
  exchange,
  fromStore,
  passingRefusals,
  requestTimeoutMs,
  type RoundContext,
  type Step,
} from './round-context.ts';

/** A lease is renewed this often at most: each renewal is a request, and moves its end by no more. */
export const renewAfterMs = 5 * 60_000;
/** After a refusal that does not pass by itself. */
const askAgainAfterMs = 30_000;

export async function leaseStep(context: RoundContext): Promise<Step> {
  const { ports, board, session } = context;
  const holder = ports.leases.holder();
  if (session.enrolment !== 'settled' || session.wipe !== 'none') return 'idle';
  if (holder === null || board.reach().signedOut) return 'idle';
  const now = ports.clock.monotonic();
  const wish = JSON.stringify([holder, ...[...session.followed].sort()]);
  if (session.leased?.wish === wish && now < session.leased.dueAt) return 'idle';
  const device = await fromStore(context, ports.outbox.device());
  if (device === null) return 'idle';
  const { dev, inst } = device;
  const answer = await exchange(context, () =>
    ports.transport.lease({ v: protocolVersion, dev, inst }, requestTimeoutMs),
  );
  if (!answer.ok) {
    if (answer.error.code !== 'refused') return { retryAfterMs: 0 };
    const { code, retryAfterMs } = answer.error.error;
    if (code === 'not_signed_in') return 'idle';
    session.leased = { wish, dueAt: now + askAgainAfterMs };
    return passingRefusals.has(code) ? { retryAfterMs: retryAfterMs ?? 0 } : 'progress';
  }
  session.leased = { wish, dueAt: now + renewAfterMs };
  // Somebody else is signed in than works here: his lease is none of ours.
  if (answer.value.lease.person !== holder) return 'progress';
  await fromStore(context, ports.leases.keep(answer.value));
  board.post({ offlineUntil: answer.value.lease.notAfter });
  return 'progress';
}
