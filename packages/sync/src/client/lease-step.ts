/** Asks for the right to work offline, and the keys that come with it, while the server is there (LE1). */
import { protocolVersion, type ScopeId } from '@truc/sync/protocol';
import { purgeRevoked } from './revocation.ts';
import {
  exchange,
  fromStore,
  passingRefusals,
  requestTimeoutMs,
  type RoundContext,
  type Session,
  type Step,
} from './round-context.ts';

/** A lease is renewed this often at most: each renewal is a request, and moves its end by no more. */
export const renewAfterMs = 5 * 60_000;
/** After a refusal that does not pass by itself, and while a followed scope is closed. */
const askAgainAfterMs = 30_000;

export async function leaseStep(context: RoundContext): Promise<Step> {
  const { ports, board, session } = context;
  const holder = ports.leases.holder();
  if (session.enrolment !== 'settled' || session.wipe !== 'none') return 'idle';
  if (holder === null || board.reach().signedOut) return 'idle';
  const now = ports.clock.monotonic();
  const wish = JSON.stringify([holder, ...[...session.followed].sort()]);
  if (session.leased?.wish === wish && now < dueAt(context, session.leased)) return 'idle';
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
    session.leased = { wish, askedAt: now, isGiven: false };
    return passingRefusals.has(code) ? { retryAfterMs: retryAfterMs ?? 0 } : 'progress';
  }
  session.leased = { wish, askedAt: now, isGiven: true };
  // Somebody else is signed in than works here: his lease is none of ours.
  if (answer.value.lease.person !== holder) return 'progress';
  await fromStore(context, ports.leases.keep(answer.value));
  await purgeUnleased(context, answer.value.lease.scopes);
  board.post({ offlineUntil: answer.value.lease.notAfter });
  return 'progress';
}

/** Monotonic ms. Nobody tells of a right that comes back: while a followed scope is closed, it is asked for again soon. */
function dueAt(
  { ports, session }: RoundContext,
  { askedAt, isGiven }: NonNullable<Session['leased']>,
): number {
  const isWhole = isGiven && [...session.followed].every((scope) => ports.leases.opens(scope));
  return askedAt + (isWhole ? renewAfterMs : askAgainAfterMs);
}

/** What is held of scopes that the new lease lacks has lost its key: it goes, and the person is told (RV1). */
async function purgeUnleased(context: RoundContext, leased: readonly ScopeId[]): Promise<void> {
  const { ports, session } = context;
  const closed = [...session.followed].filter((scope) => !leased.includes(scope));
  if (closed.length === 0) return;
  const held = await fromStore(context, ports.replica.cursors(closed));
  await purgeRevoked(
    context,
    held.map(({ scope }) => scope),
  );
}
