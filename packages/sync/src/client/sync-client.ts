import { failure, type Failure, type Result } from '@truc/base';
import type { Poke, ScopeId } from '@truc/sync/protocol';
import { createClockOffset } from './clock-offset.ts';
import { createClockWatch, type ClockWatch, type Workplace } from './clock-watch.ts';
import { DeadlinePassed } from './deadline.ts';
import { dueScopes } from './due-scopes.ts';
import { draftOperation, type WriteCommand } from './make-record.ts';
import type { ClientPorts, OutboxRecord } from './ports.ts';
import { keepAcknowledgedMs } from './push-step.ts';
import {
  createSession,
  fromStore,
  newestOffer,
  noteHead,
  refreshCounts,
  type RoundContext,
} from './round-context.ts';
import { recall } from './recall.ts';
import { runRound } from './run-round.ts';
import { createRunner, type Runner } from './runner.ts';
import { createStatusBoard } from './status-board.ts';
import { noteUrgent } from './urgent-mark.ts';
import type { SyncStatus } from './sync-status.ts';

/** A tablet that reads no log hears of a restore by offering what it sent, this often at most (OB10). */
const offerAfterMs = 2 * 60_000;

export type SyncClientOptions = ClientPorts;
export type WriteFailure = Failure<'not_enrolled' | 'locked' | 'storage_full' | 'storage_failed'>;

/** The tablet's half. Inputs are `handleX` methods; what the world sees is the status and the stores. */
export interface SyncClient {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Resolves once the operation is durable on this device; it is sent by itself afterwards. */
  write(command: WriteCommand): Promise<Result<OutboxRecord, WriteFailure>>;
  /** Replaces the scopes that are kept here: pulled now, when poked, and on a slow poll in case pokes are lost. */
  follow(scopes: readonly ScopeId[]): void;
  /** Where the person works now, null nowhere: what the device itself has to say (a clock that jumped) goes into that log. */
  workAt(place: Workplace | null): void;
  handlePoke(poke: Poke): void;
  handleOnline(): void;
  handleOffline(): void;
  handleSignedIn(): void;
  /** The server hints that somebody's rights changed: lease and scopes are asked for anew. */
  handleRightsChanged(): void;
  status(): SyncStatus;
  /** Calls `listener` at once and after each change; the returned function ends it. */
  subscribe(listener: (status: SyncStatus) => void): () => void;
}

export function createSyncClient(ports: SyncClientOptions): SyncClient {
  const board = createStatusBoard();
  const context: RoundContext = { ports, board, offset: createClockOffset(), session: createSession() };
  const { session } = context;
  const runner = createRunner({
    ports,
    board,
    round: (isCurrent) => runRound(context, { isCurrent }),
    handlePoll: () => handlePoll(context),
    hasNews: () => dueScopes(context).length > 0,
    lastExchange: () => session.exchangedAt,
  });
  const watch = watchClock(context, runner);
  return {
    async start() {
      watch.start();
      await start(context, runner);
    },
    stop() {
      watch.stop();
      return runner.stop();
    },
    write: (command) => write(context, runner, command),
    follow(scopes) {
      session.followed = new Set(scopes);
      wantAll(context);
      runner.request();
    },
    workAt: (place) => watch.workAt(place),
    handlePoke(poke) {
      // Whatever brought the poke or the sign-in reaches the server.
      if (noteHead(context, poke)) runner.requestNews();
    },
    handleOnline() {
      runner.resetBackoff();
      wantAll(context);
      runner.request();
    },
    handleOffline: () => board.postReach({ reachable: false }),
    handleSignedIn() {
      board.postReach({ signedOut: false });
      wantAll(context);
      runner.request(true);
    },
    handleRightsChanged() {
      session.leased = null;
      wantAll(context);
      runner.request(true);
    },
    status: () => board.read(),
    subscribe: (listener) => board.subscribe(listener),
  };
}

function watchClock(context: RoundContext, runner: Runner): ClockWatch {
  const { ports, board, offset } = context;
  return createClockWatch({
    ports,
    offset,
    write: async (command) => (await write(context, runner, command)).ok,
    ask() {
      wantAll(context);
      runner.request();
    },
    onFailure: (cause) => board.raise({ kind: 'storage', detail: String(cause) }),
  });
}

/** Shows what is here before the first request goes out: a tablet without a network is a whole tablet. */
async function start(context: RoundContext, runner: Runner): Promise<void> {
  const { ports, board } = context;
  try {
    const device = await fromStore(context, ports.outbox.device());
    board.post({ enrolled: device !== null });
    await refreshCounts(context);
    await recall(context);
  } catch (cause) {
    // The first round meets the same storage and tries again; starting must not depend on it.
    board.raise({ kind: 'storage', detail: String(cause) });
  }
  runner.start();
}

async function write(
  context: RoundContext,
  runner: Runner,
  command: WriteCommand,
): Promise<Result<OutboxRecord, WriteFailure>> {
  const { ports, board, offset } = context;
  const { clock, randomBytes, sha256 } = ports;
  const lease = ports.leases.leaseOf(command.actor);
  const draft = draftOperation(command, { clock, randomBytes, sha256, offset, lease });
  let stored: Result<OutboxRecord, WriteFailure>;
  try {
    stored = await fromStore(context, ports.outbox.append(draft));
  } catch (cause) {
    // A storage that hangs is an expected failure of tablets; anything else is a broken program.
    if (cause instanceof DeadlinePassed) return failure('storage_failed', cause.message);
    throw cause;
  }
  if (!stored.ok) return stored;
  if (command.urgent === true) await noteUrgent(context, stored.value);
  context.session.look = 'due';
  board.postWritten(stored.value.wall);
  runner.request(command.urgent === true);
  return stored;
}

function wantAll({ session }: RoundContext): void {
  for (const scope of session.followed) {
    if (session.abandoned.has(scope)) continue;
    session.wanted.add(scope);
    session.news.set(scope, 'anew');
  }
}

/** Tries everything again, what a sign-in in another tab or a lost poke has left standing too, and forgets old receipts. */
function handlePoll(context: RoundContext): void {
  const { ports, board, session } = context;
  board.postReach({ signedOut: false });
  const now = ports.clock.monotonic();
  if (now - session.heardAt > offerAfterMs) {
    session.offer ??= newestOffer;
    session.heardAt = now;
  }
  wantAll(context);
  const clock = context.offset.estimate({ wall: ports.clock.now(), mono: ports.clock.monotonic() });
  board.post({ clock });
  if (clock === null) return;
  ports.outbox.prune(ports.clock.now() + clock.off - keepAcknowledgedMs).catch((cause: unknown) => {
    board.raise({ kind: 'storage', detail: String(cause) });
  });
}
