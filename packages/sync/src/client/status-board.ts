import type { SyncProblem, SyncStatus } from './sync-status.ts';

/** What rounds know about the way to the server; `connection` is told from these three. */
export type Reach = {
  readonly reachable: boolean;
  readonly signedOut: boolean;
  readonly updateNeeded: boolean;
};

export interface StatusBoard {
  read(): SyncStatus;
  reach(): Reach;
  post(change: Partial<Omit<SyncStatus, 'connection' | 'problems'>>): void;
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
      if (differs(status, change)) show({ ...status, ...change });
    },
    postReach(change) {
      reach = { ...reach, ...change };
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

function differs(status: SyncStatus, change: Partial<SyncStatus>): boolean {
  for (const key in change) {
    const member = key as keyof typeof change;
    if (!isAlike(status[member], change[member])) return true;
  }
  return false;
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
