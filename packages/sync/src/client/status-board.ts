import type { SyncProblem, SyncStatus } from './sync-status.ts';

/** What rounds know about the way to the server; `connection` is told from these three. */
export type Reach = {
  readonly reachable: boolean;
  readonly signedOut: boolean;
  readonly updateNeeded: boolean;
};

/** `connection` and `problems` have ways of their own. */
type Change = Partial<Omit<SyncStatus, 'connection' | 'problems'>>;

export interface StatusBoard {
  read(): SyncStatus;
  reach(): Reach;
  post(change: Change): void;
  postReach(change: Partial<Reach>): void;
  /** A problem stands once, however often it is met. */
  raise(problem: SyncProblem): void;
  /** Takes away the problems of a kind that has passed. */
  clear(kind: SyncProblem['kind']): void;
  subscribe(listener: (status: SyncStatus) => void): () => void;
}

const initialStatus: SyncStatus = {
  connection: 'offline',
  enrolled: false,
  unsent: 0,
  oldestUnsentWall: null,
  lastContactAt: null,
  round: 'idle',
  sending: null,
  attempt: 0,
  nextAttemptAt: null,
  needsYou: 0,
  clock: null,
  offlineUntil: null,
  revoked: [],
  wiped: false,
  problems: [],
  watchdogFires: 0,
};

export function createStatusBoard(): StatusBoard {
  let status = initialStatus;
  let reach: Reach = { reachable: false, signedOut: false, updateNeeded: false };
  const listeners = new Set<(status: SyncStatus) => void>();
  const show = (next: SyncStatus) => {
    status = next;
    for (const listener of listeners) listener(status);
  };
  return {
    read: () => status,
    reach: () => reach,
    post(change) {
      if (differs(status, change)) show(changed(status, change));
    },
    postReach(change) {
      reach = {
        reachable: change.reachable ?? reach.reachable,
        signedOut: change.signedOut ?? reach.signedOut,
        updateNeeded: change.updateNeeded ?? reach.updateNeeded,
      };
      const connection = connectionOf(reach);
      if (connection !== status.connection) show({ ...status, connection });
    },
    raise(problem) {
      const known = status.problems.some((one) => JSON.stringify(one) === JSON.stringify(problem));
      if (!known) show({ ...status, problems: [...status.problems, problem] });
    },
    clear(kind) {
      const problems = status.problems.filter((problem) => problem.kind !== kind);
      if (problems.length < status.problems.length) show({ ...status, problems });
    },
    subscribe(listener) {
      listeners.add(listener);
      listener(status);
      return () => listeners.delete(listener);
    },
  };
}

function connectionOf({ reachable, signedOut, updateNeeded }: Reach): SyncStatus['connection'] {
  if (updateNeeded) return 'update_needed';
  if (!reachable) return 'offline';
  return signedOut ? 'signed_out' : 'online';
}

/** Member by member: each write and each step of a round passes here, and a spread of a few costs more than all sixteen. */
function changed(status: SyncStatus, change: Change): SyncStatus {
  return {
    connection: status.connection,
    enrolled: pick(change.enrolled, status.enrolled),
    unsent: pick(change.unsent, status.unsent),
    oldestUnsentWall: pick(change.oldestUnsentWall, status.oldestUnsentWall),
    lastContactAt: pick(change.lastContactAt, status.lastContactAt),
    round: pick(change.round, status.round),
    sending: pick(change.sending, status.sending),
    attempt: pick(change.attempt, status.attempt),
    nextAttemptAt: pick(change.nextAttemptAt, status.nextAttemptAt),
    needsYou: pick(change.needsYou, status.needsYou),
    clock: pick(change.clock, status.clock),
    offlineUntil: pick(change.offlineUntil, status.offlineUntil),
    revoked: pick(change.revoked, status.revoked),
    wiped: pick(change.wiped, status.wiped),
    problems: status.problems,
    watchdogFires: pick(change.watchdogFires, status.watchdogFires),
  };
}

/** Undefined is what the change says nothing of: no member of a status is ever that. */
function pick<T>(next: T | undefined, present: T): T {
  return next === undefined ? present : next;
}

function differs(status: SyncStatus, change: Change): boolean {
  return (
    isOther(change.enrolled, status.enrolled) ||
    isOther(change.unsent, status.unsent) ||
    isOther(change.oldestUnsentWall, status.oldestUnsentWall) ||
    isOther(change.lastContactAt, status.lastContactAt) ||
    isOther(change.round, status.round) ||
    isOther(change.sending, status.sending) ||
    isOther(change.attempt, status.attempt) ||
    isOther(change.nextAttemptAt, status.nextAttemptAt) ||
    isOther(change.needsYou, status.needsYou) ||
    isOther(change.clock, status.clock) ||
    isOther(change.offlineUntil, status.offlineUntil) ||
    isOther(change.revoked, status.revoked) ||
    isOther(change.wiped, status.wiped) ||
    isOther(change.watchdogFires, status.watchdogFires)
  );
}

function isOther(next: unknown, present: unknown): boolean {
  return next !== undefined && next !== present && !isAlike(present, next);
}

type Members = { readonly [key: string]: unknown };

/** Most values are plain and told apart at once; those with members are alike if their members are. */
function isAlike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const [mine, theirs] = [a as Members, b as Members];
  const keys = Object.keys(mine);
  return keys.length === Object.keys(theirs).length && keys.every((key) => isAlike(mine[key], theirs[key]));
}
