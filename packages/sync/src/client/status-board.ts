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
  /** One more operation is unsent. By itself: a burst of writing shows one after the other. `wall`: when it was written. */
  postWritten(wall: number): void;
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
      const next = changed(status, change);
      if (next !== null) show(next);
    },
    postWritten(wall) {
      const { unsent, oldestUnsentWall } = status;
      show({ ...status, unsent: unsent + 1, oldestUnsentWall: oldestUnsentWall ?? wall });
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
      if (status.problems.length === 0) return;
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

/** What stands after a change, or null where it changes nothing. Looks at what the change names and at nothing else. */
function changed(status: SyncStatus, change: Change): SyncStatus | null {
  let next: Members | null = null;
  const present: Members = status;
  const named: Members = change;
  for (const key in named) {
    const value = named[key];
    if (value === undefined || isAlike(present[key], value)) continue;
    next ??= { ...status };
    next[key] = value;
  }
  return next as SyncStatus | null;
}

type Members = { [key: string]: unknown };

/** Most values are plain and told apart at once; those with members are alike if their members are. */
function isAlike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const mine = a as Members;
  const theirs = b as Members;
  const keys = Object.keys(mine);
  return keys.length === Object.keys(theirs).length && keys.every((key) => isAlike(mine[key], theirs[key]));
}
