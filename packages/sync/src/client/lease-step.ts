/** Asks for the right to work offline, and the keys that come with it, while the server is there (LE1). */
import { protocolVersion, type Lease, type ScopeId } from '@truc/sync/protocol';
import { enrolAgain } from './enrol-again.ts';
import { leaseFault } from './lease-signature.ts';
import { purgeRevoked } from './revocation.ts';
import {
  exchange,
  fromStore,
  passingRefusals,
  requestTimeoutMs,
  type RoundContext,
  type Session,
  type Step,
  type Taken,
} from './round-context.ts';

/** A lease is renewed this often at most: each renewal is a request, and moves its end by no more. */
export const renewAfterMs = 5 * 60_000;
/** After a refusal that does not pass by itself, and while a followed scope is closed. */
const askAgainAfterMs = 30_000;

export function leaseStep(context: RoundContext): Taken {
  const { ports, board, session } = context;
  const holder = ports.leases.holder();
  if (session.enrolment !== 'settled' || session.wipe !== 'none') return 'idle';
  if (holder === null || board.reach().signedOut) return 'idle';
  const now = ports.clock.monotonic();
  const { leased, followed } = session;
  if (leased !== null && isOf(leased, { holder, followed }) && now < dueAt(context, leased)) return 'idle';
  return askForLease(context, { holder, followed, askedAt: now });
}

type Leased = NonNullable<Session['leased']>;
type Wish = Pick<Leased, 'holder' | 'followed'>;

function isOf(leased: Leased, { holder, followed }: Wish): boolean {
  if (leased.holder !== holder) return false;
  if (leased.followed === followed) return true;
  return leased.followed.size === followed.size && [...followed].every((scope) => leased.followed.has(scope));
}

async function askForLease(context: RoundContext, asking: Omit<Leased, 'isGiven'>): Promise<Step> {
  const { ports, board, session } = context;
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
    // A tablet that has sent nothing hears here alone that the server has forgotten it (DE2).
    if (code === 'device_unknown' && (await enrolAgain(context, { dev, inst }))) return 'progress';
    session.leased = { ...asking, isGiven: false };
    return passingRefusals.has(code) ? { retryAfterMs: retryAfterMs ?? 0 } : 'progress';
  }
  session.leased = { ...asking, isGiven: true };
  // Somebody else is signed in than works here: his lease is none of ours.
  if (answer.value.lease.person !== asking.holder) return 'progress';
  const fault = await leaseFault(context, answer.value, dev);
  if (fault !== null) {
    // The one that is held stays, and is asked for anew: somebody stands between this device and its server.
    session.leased = { ...asking, isGiven: false };
    board.raise({ kind: 'lease_refused', cause: fault });
    return 'progress';
  }
  await fromStore(context, ports.leases.keep(answer.value));
  board.clear('lease_refused');
  await noteLeased(context, answer.value.lease);
  return 'progress';
}

/** Monotonic ms. Nobody tells of a right that comes back: while a followed scope is closed, it is asked for again soon. */
function dueAt({ ports, session }: RoundContext, { askedAt, isGiven }: Leased): number {
  const isWhole = isGiven && [...session.followed].every((scope) => ports.leases.opens(scope));
  return askedAt + (isWhole ? renewAfterMs : askAgainAfterMs);
}

async function noteLeased(context: RoundContext, { scopes, notAfter }: Lease): Promise<void> {
  const { board } = context;
  await purgeUnleased(context, scopes);
  // What came back is not taken away any more, and a device that was emptied works again: each is told anew if it comes anew.
  const revoked = board.read().revoked.filter((scope) => !scopes.includes(scope));
  board.post({ offlineUntil: notAfter, revoked, wiped: false });
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
