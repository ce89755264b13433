/** What the server half needs from its surroundings: a log with row locks, and a judge. No HTTP and no SQL here. */
import type { Clock } from '@truc/base';
import type {
  CheckpointUpdate,
  Cursor,
  DeviceId,
  HashHex,
  Json,
  Leaf,
  OperationHeader,
  OperationId,
  Outcome,
  OutcomeCode,
  OutcomeStatus,
  ScopeId,
  SealedOperation,
  SegmentClaim,
  Sha256,
  WireOperation,
  Witness,
} from '@truc/sync/protocol';

export type PushPorts = {
  readonly store: LogStore;
  readonly judge: Judge;
  /** Absent: no scope keeps a state. */
  readonly decider?: Decider;
  readonly unseal: Unseal;
  readonly signatures: Signatures;
  readonly sha256: Sha256;
  readonly clock: Clock;
};

/** Opens what only the server can. Null when the seal is broken or its key is not ours: the octets are kept as they came. */
export type Unseal = (
  sealed: SealedOperation,
  place: InstallationPlace & { readonly n: number },
) => Promise<WireOperation | null>;

/** Who signed a segment, by the key that its installation was enrolled with. Called before the transaction opens. */
export interface Signatures {
  /** `keyless`: the installation has no key and signs nothing. */
  check(claim: SegmentClaim, sig: string | null): Promise<'signed' | 'keyless' | 'wrong'>;
}

export type PullPorts = {
  readonly store: LogStore;
  /** A copy of the log that may be behind it, and that bears the load of reading. Absent: the log itself is read (CU14). */
  readonly replica?: Pick<LogStore, 'snapshot'> | undefined;
  readonly sha256: Sha256;
  readonly clock: Clock;
  /** The part of `scopes` that the person who asks may read now. */
  readonly mayRead: (scopes: readonly ScopeId[]) => Promise<ReadonlySet<ScopeId>>;
  /** What the evidence log has beyond what this witness saw, and of these scopes; null when nothing. */
  readonly checkpointFor?:
    ((witness: Witness | null, scopes: readonly ScopeId[]) => Promise<CheckpointUpdate | null>) | undefined;
};

/** Shaped for batches: an SQL store needs one statement per method (arrays and `unnest`). */
export interface LogStore {
  /** One READ COMMITTED transaction: commits when `run` resolves, leaves nothing when it rejects. */
  transact<T>(run: (tx: LogTransaction) => Promise<T>): Promise<T>;
  /** One REPEATABLE READ, read-only snapshot. */
  snapshot<T>(run: (snapshot: LogSnapshot) => Promise<T>): Promise<T>;
}

/** Methods are called in the order in which they stand here, each at most once; those without anything to do are left out. */
export interface LogTransaction {
  /** Row lock on the installation until the end (`FOR UPDATE`). Null when it was never enrolled. */
  lockInstallation(place: InstallationPlace): Promise<LockedInstallation | null>;
  /** Stored outcomes of one installation with `fromN <= n <= toN`, forks among them. */
  storedOutcomes(
    range: InstallationPlace & { fromN: number; toN: number },
  ): Promise<readonly StoredOutcome[]>;
  /** Those of `opIds` that a leaf already bears, whatever its device. */
  knownOperations(opIds: readonly OperationId[]): Promise<readonly OperationId[]>;
  /**
   * Row locks on the scopes, which come ascending by id (no deadlocks); a scope without a row gets an empty one.
   * `recvAt` is the store's clock read after the last lock was taken (`clock_timestamp()`, never `now()`), whole ms.
   */
  lockScopes(
    scopes: readonly ScopeId[],
  ): Promise<{ readonly recvAt: number; readonly scopes: readonly LockedScope[] }>;
  /** States that were kept of these scopes, which are locked. Scopes without one are left out. */
  foldedStates(scopes: readonly ScopeId[]): Promise<readonly FoldedState[]>;
  /** All leaves of a scope in order, to fold its state anew; may be called for several. */
  leavesOf(scope: ScopeId): Promise<readonly { readonly seq: number; readonly op: WireOperation }[]>;
  append(batch: AppendBatch): Promise<void>;
}

export type InstallationPlace = { readonly dev: DeviceId; readonly inst: number };

/** `lastHash` is null when nothing was received yet (`lastN` 0). */
export type InstallationRow = {
  readonly lastN: number;
  readonly lastHash: HashHex | null;
  readonly blocked: boolean;
};

/** `logEpoch`: of the whole log, read before anything that is answered: what is stored is never of an earlier life than it says. */
export type LockedInstallation = InstallationRow & { readonly logEpoch: number };

/** `hash` is of the operation. `fork`: it stands beside the device's chain, another operation holds its `n`. */
export type StoredOutcome = {
  readonly hash: HashHex;
  readonly fork: boolean;
  readonly outcome: Outcome;
};

/** `chain` is null for an empty log. `born`: the epoch of its genesis, which a later change of `epoch` leaves as it is. */
export type LockedScope = {
  readonly scope: ScopeId;
  readonly epoch: number;
  readonly born: number;
  readonly head: number;
  readonly chain: HashHex | null;
};

/**
 * All that one push changes. Leaves, outcomes and scopes may be empty; the installation's row is always written. Each outcome
 * stands at the place of its leaf: but for its `opId` it says nothing that the leaf does not say too.
 * Uniqueness that the store enforces besides: (scope, seq); `opId` where not null; (dev, inst, n) where not `fork`;
 * outcomes by (dev, inst, n, hash). Header, body and salt are kept as octets, since any text may come.
 */
export type AppendBatch = InstallationPlace & {
  readonly installation: { readonly lastN: number; readonly lastHash: HashHex | null };
  /** What the device says that it holds: the lost-write detector compares it with what arrived. */
  readonly declared: { readonly maxN: number; readonly unsent: number };
  readonly recvAt: number;
  /** What the device signed, kept as evidence; null when nothing of it is new, or nothing is signed. */
  readonly signed: (Omit<SegmentClaim, 'dev' | 'inst'> & { readonly sig: string }) | null;
  readonly leaves: readonly NewLeaf[];
  readonly outcomes: readonly StoredOutcome[];
  readonly scopes: readonly { readonly scope: ScopeId; readonly head: number; readonly chain: HashHex }[];
  /** Replace what was kept of these scopes. Empty for all but incidents. */
  readonly states: readonly FoldedState[];
};

/** A scope's state after its leaf `seq`, folded by version `model` of the rules. */
export type FoldedState = {
  readonly scope: ScopeId;
  readonly model: number;
  readonly seq: number;
  readonly state: Json;
};

/** `opId` is null when the header is not readable, or when another leaf already bears it. `chain`: value after this leaf. */
export type NewLeaf = {
  readonly scope: ScopeId;
  readonly seq: number;
  readonly opId: OperationId | null;
  readonly n: number;
  readonly fork: boolean;
  readonly op: WireOperation;
  readonly hash: HashHex;
  readonly chain: HashHex;
  readonly status: OutcomeStatus;
  readonly code: OutcomeCode | null;
};

export interface LogSnapshot {
  /** One answer per cursor in the same order, also for a scope that has no row yet (head 0, the log's epoch). */
  scopesAt(cursors: readonly Cursor[]): Promise<readonly ScopeAt[]>;
  /** Leaves with `seq > afterSeq` in order, as many as fit `budgetBytes` (h + b + s), but at least one if there is any. */
  leavesAfter(range: {
    scope: ScopeId;
    afterSeq: number;
    budgetBytes: number;
  }): Promise<readonly StoredLeaf[]>;
}

/** `chainAtCursor`: the chain value after the cursor's `seq`; null when the log has no such leaf (or `seq` is 0). */
export type ScopeAt = LockedScope & { readonly chainAtCursor: HashHex | null };

export type StoredLeaf = Leaf & { readonly chain: HashHex };

/**
 * The rules of scopes whose state the server keeps. Pure: readers fold the same leaves by the same rules to the same state.
 * Called for what the judge let pass, under the scope's lock.
 */
export interface Decider {
  /** Grows when the rules change: states that older rules left are folded anew. */
  readonly model: number;
  decides(scope: ScopeId): boolean;
  /** `state` is null before the first leaf. Never refuses: what cannot be applied has an outcome, and its words their leaf. */
  decide(state: Json, command: Command): Decided;
}

export type Command = { readonly header: OperationHeader; readonly body: string; readonly seq: number };
export type Decided = {
  readonly state: Json;
  readonly status: OutcomeStatus;
  readonly code: OutcomeCode | null;
};

/** Decides on permission and readability, never on taste: what a person wrote in a book is no reason to turn it down. */
export interface Judge {
  /** One verdict per question, in the same order. Called before the transaction opens, so that it may read by its own. */
  decide(place: InstallationPlace, questions: readonly Question[]): Promise<readonly Verdict[]>;
}

/** Both null when the header could not be read: only the quarantine is asked for. */
export type Question = { readonly header: OperationHeader | null; readonly body: string | null };

/** `quarantine`: the log where this operation goes if anything speaks against its own scope. Always given. */
export type Verdict = {
  readonly status: 'accepted' | 'accepted_late' | 'quarantined';
  readonly code: Exclude<OutcomeCode, 'device_fork' | 'seal_broken' | 'signature_invalid'> | null;
  readonly quarantine: ScopeId;
  /** It says again what its author has said before: it stands where he wrote it, and counts for nothing (SV18). */
  readonly isRepeated?: boolean;
};
