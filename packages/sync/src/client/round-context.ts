import { failure, type Result } from '@truc/base';
import type { HeadRecord } from '@truc/sync/evidence';
import type { ErrorCode, HashHex, PersonId, ScopeHead, ScopeId, WireTime } from '@truc/sync/protocol';
import { readClock, type ClockOffset } from './clock-offset.ts';
import { DeadlinePassed, within } from './deadline.ts';
import type { ClientPorts, Installation, TransportFailure, UrgentPlace } from './ports.ts';
import type { StatusBoard } from './status-board.ts';

export type RoundContext = {
  readonly ports: ClientPorts;
  readonly board: StatusBoard;
  readonly offset: ClockOffset;
  readonly session: Session;
};

/** In a scope's log: the `seq` of a leaf, in one life of the log. */
type Place = { readonly epoch: number; readonly seq: number };

/** What the rounds of one life of the client remember. All of it may be lost: the stores hold every fact. */
export type Session = {
  followed: ReadonlySet<ScopeId>;
  /** Scopes to pull: those with news, and all followed ones on a poll. */
  readonly wanted: Set<ScopeId>;
  /** What was heard of a scope since its last pull was begun: a head, or that all of it is to be asked for once more. */
  readonly news: Map<ScopeId, ScopeHead | 'anew'>;
  /** Place up to which a scope is known to be held, for skipping pokes that bring no news. */
  readonly held: Map<ScopeId, Place>;
  /** Scopes that were refetched because their log did not fit, and those that did not fit again: left alone. */
  readonly refetched: Set<ScopeId>;
  readonly abandoned: Set<ScopeId>;
  /** The server could not rebuild what travelled compact. */
  sendsPlain: boolean;
  /** The newest operation that must not wait. Remembered beyond this life where there is a port for it. */
  urgent: UrgentPlace | null;
  /** A crowded server told when (monotonic) it takes the next push that is not urgent, and of how many operations. */
  turn: { readonly notBefore: number; readonly maxBatch: number } | null;
  /** Signed heads that this device's own chain has still to pass through, and the chain values that it passed lately. */
  readonly signedHeads: Map<ScopeId, HeadRecord>;
  readonly passed: Map<ScopeId, { readonly epoch: number; readonly chains: Map<number, HashHex> }>;
  /** The installation whose newest operation is offered next (OB10); null when there is nothing to offer. */
  offer: Offer | null;
  /** Monotonic ms at which a log was last heard of, or offers began for want of it: a restored one would have shown. */
  heardAt: number;
  /** Monotonic ms at which a request was last begun or ended. */
  exchangedAt: number;
  /** `again`: the server does not know this installation. `fresh`: this one was forked, a new one is asked for. */
  enrolment: 'settled' | 'wanted' | 'again' | 'fresh';
  /** For whom and which scopes the last lease was asked for, when (monotonic), and whether one was given. */
  leased: {
    readonly holder: PersonId;
    readonly followed: ReadonlySet<ScopeId>;
    readonly askedAt: number;
    readonly isGiven: boolean;
  } | null;
  /** What earlier lives left to be said and sent first was read. */
  isRecalled: boolean;
  /** The server ordered this device to erase what it holds. */
  wipe: 'none' | 'ordered' | 'done';
  /**
   * What is known of unsent operations since the last look. `due`: nothing. `none`: none was left to send, and nothing was waited
   * for since but stores. `counted`: the same, and the counts on the board are of that moment. `aged`: a request went out since.
   */
  look: 'due' | 'none' | 'counted' | 'aged';
  /** In this round the server forgot this device, which was to be enrolled again. */
  isEnrolledAgain: boolean;
  /** Installations that the server turns down, for the rest of this round. */
  turnedDown: readonly Installation[];
};

/** `inst`: null for the present one; those before it follow. */
export type Offer = {
  readonly inst: number | null;
  /** The server turned it down once; it is offered once more, when the device has been enrolled again. */
  readonly isRetry?: boolean;
};

export const newestOffer: Offer = { inst: null };

/** `progress`: go on. `idle`: nothing to do here. Otherwise the round ends and is tried again after a delay. */
export type Step = 'progress' | 'idle' | StepFailed;
/** A step that has nothing to do says so without a promise: a round asks each of them again and again. */
export type Taken = Step | Promise<Step>;
/** `isTurn`: no failure, the server is crowded and said when to come again. */
export type StepFailed = { readonly retryAfterMs: number; readonly isTurn?: boolean };

/** A request's own limit, and one for the case that the transport forgets it. */
export const requestTimeoutMs = 10_000;
const storeTimeoutMs = 10_000;

/** Refusals that pass by themselves: no fault of this tablet, and nothing that a person could do. */
export const passingRefusals: ReadonlySet<ErrorCode> = new Set([
  'internal',
  'unavailable',
  'too_many_requests',
  'not_signed_in',
]);

export function createSession(): Session {
  return {
    followed: new Set(),
    wanted: new Set(),
    news: new Map(),
    held: new Map(),
    refetched: new Set(),
    abandoned: new Set(),
    signedHeads: new Map(),
    passed: new Map(),
    sendsPlain: false,
    urgent: null,
    turn: null,
    offer: newestOffer,
    heardAt: 0,
    exchangedAt: 0,
    enrolment: 'wanted',
    leased: null,
    isRecalled: false,
    wipe: 'none',
    look: 'due',
    isEnrolledAgain: false,
    turnedDown: [],
  };
}

/** One request: deadline, clock exchange, and what it tells about the way to the server. */
export async function exchange<T extends { readonly time: WireTime }>(
  { ports, board, offset, session }: RoundContext,
  call: () => Promise<Result<T, TransportFailure>>,
): Promise<Result<T, TransportFailure>> {
  const sent = readClock(ports.clock);
  session.exchangedAt = sent.mono;
  if (session.look !== 'due') session.look = 'aged';
  const answer = await within(ports.timers, requestTimeoutMs + 1_000, call()).catch(asFailure);
  const received = readClock(ports.clock);
  session.exchangedAt = received.mono;
  if (answer.ok) offset.handleExchange(sent, received, answer.value.time);
  const isContact = answer.ok || answer.error.code === 'refused';
  board.postReach({ reachable: isContact });
  if (isContact) {
    const clock = offset.estimate(received);
    board.post({ lastContactAt: Math.round(received.wall + (clock?.off ?? 0)), clock });
  }
  if (answer.ok) board.postReach({ updateNeeded: false });
  else if (answer.error.code === 'refused') {
    const { code } = answer.error.error;
    if (code === 'unsupported_version') board.postReach({ updateNeeded: true });
    if (code === 'not_signed_in') board.postReach({ signedOut: true });
    if (code === 'wipe_ordered' && session.wipe === 'none') session.wipe = 'ordered';
  }
  return answer;
}

/** Waits for a store. @throws when it fails or hangs: the round ends and is tried again. */
export function fromStore<T>({ ports }: RoundContext, work: Promise<T>): Promise<T> {
  return within(ports.timers, storeTimeoutMs, work);
}

export async function refreshCounts(context: RoundContext): Promise<void> {
  const { unsent, oldestUnsentWall, needsYou } = await fromStore(context, context.ports.outbox.counts());
  context.board.post({ unsent, oldestUnsentWall, needsYou });
  context.session.look = unsent === 0 ? 'counted' : 'due';
}

/** A hint about a scope's head: wanted if followed and not held yet. */
export function noteHead({ session }: RoundContext, heard: ScopeHead): boolean {
  const { scope, epoch, head } = heard;
  if (!session.followed.has(scope) || session.abandoned.has(scope)) return false;
  if (reaches(session.held.get(scope), heard)) return false;
  session.wanted.add(scope);
  const known = session.news.get(scope);
  // Pokes overtake each other: of two heads the newer one stands.
  const isOlder = known === 'anew' || (known?.epoch === epoch && known.head > head);
  if (!isOlder) session.news.set(scope, heard);
  return true;
}

/** Whether what was heard of is held. */
export function reaches(held: Place | undefined, { epoch, head }: ScopeHead): boolean {
  return held !== undefined && held.epoch === epoch && held.seq >= head;
}

/**
 * A pull held this scope in full, up to `cursor`: it is wanted no more, but for what was heard of it while the answer was on its
 * way and the answer does not hold (CU12).
 */
export function noteHeld({ session }: RoundContext, scope: ScopeId, cursor: Place | undefined): void {
  if (cursor !== undefined) session.held.set(scope, cursor);
  const news = session.news.get(scope);
  if (news !== undefined && (news === 'anew' || !reaches(cursor, news))) return;
  session.wanted.delete(scope);
  session.news.delete(scope);
}

/** A transport that throws or forgets its deadline is no reason to stand still: its failure is a value here. */
function asFailure(cause: unknown) {
  return failure(cause instanceof DeadlinePassed ? 'timeout' : 'unreachable', String(cause));
}
