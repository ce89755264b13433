/** What the client half needs from its surroundings. It touches no storage, network, clock or lock but through these. */
import type { Clock, Failure, Random, RandomBytes, Result, Timers } from '@truc/base';
import type { VerifyEd25519 } from '@truc/sync/evidence';
import type {
  Cursor,
  DeviceId,
  DeviceKey,
  EnrolRequest,
  EnrolResponse,
  ErrorBody,
  HashHex,
  Leaf,
  LeaseRequest,
  LeaseResponse,
  OperationContent,
  OperationHeader,
  OperationId,
  Outcome,
  PersonId,
  PullRequest,
  PullResponse,
  PushRequest,
  PushResponse,
  ScopeId,
  Sha256,
  TravellingOperation,
  WipedRequest,
  WipedResponse,
  WireOperation,
} from '@truc/sync/protocol';

export type ClientPorts = {
  readonly outbox: OutboxStore;
  readonly replica: ReplicaStore;
  readonly leases: Leases;
  readonly signer: DeviceSigner;
  readonly transport: Transport;
  readonly locks: Locks;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly randomBytes: RandomBytes;
  readonly sha256: Sha256;
  /** What leaves say of operations that needed a person: somebody adopted or refused them, or chose between them and others. */
  readonly settledBy?: SettledBy | undefined;
  /** Left out where the platform cannot verify Ed25519: this device is then no witness. */
  readonly witness?: Witnessing | undefined;
  /** Remembers over the end of the program what must not wait; left out, that goes with the rest afterwards. */
  readonly urgent?: UrgentStore | undefined;
};

/** The operation that is to go before everything else, with those of its installation before it. */
export type UrgentPlace = Installation & { readonly n: number };

/** One place, durable when a promise resolves. Shared by all tabs and the service worker. */
export interface UrgentStore {
  read(): Promise<UrgentPlace | null>;
  keep(place: UrgentPlace): Promise<void>;
  /** Forgets this place; another one that was kept meanwhile stays. */
  forget(place: UrgentPlace): Promise<void>;
}

/**
 * `leaves` are about to be stored, and go on from what is held of their scope. Answers whatever they settle, of any device.
 * Rejects when the storage fails.
 */
export type SettledBy = (arriving: {
  readonly scope: ScopeId;
  readonly leaves: readonly ReplicaLeaf[];
}) => Promise<readonly SettledOperation[]>;

/** `leaf`: the one that settled it. */
export type SettledOperation = Pick<OperationHeader, 'dev' | 'inst' | 'n' | 'opId'> & {
  readonly by: Exclude<Teller, 'server'>;
  readonly leaf: Pick<ReplicaLeaf, 'seq' | 'recvAt'>;
};

export type Witnessing = { readonly store: WitnessStore; readonly verify: VerifyEd25519 };

/**
 * What this device has seen of the evidence log: the key that it pinned, the newest checkpoint, and what contradicted it.
 * `leaseKey`: the key that it pinned for leases, Ed25519 as SubjectPublicKeyInfo in base64url.
 */
export type WitnessState = {
  readonly key: string | null;
  readonly leaseKey: string | null;
  readonly note: string | null;
  readonly rewritten: Contradiction | null;
};

/** `seen` and `shown` are the notes that cannot both be true. `at`: the device's wall clock in ms. */
export type Contradiction = {
  readonly cause: 'key' | 'signature' | 'older' | 'inconsistent' | 'head';
  readonly scope: ScopeId | null;
  readonly seen: string | null;
  readonly shown: string;
  readonly at: number;
};

/** One small row that outlives every drop of the replica. Durable when a promise resolves. */
export interface WitnessStore {
  read(): Promise<WitnessState>;
  /** Reads, changes and writes in one transaction. `change` is synchronous. Answers what is stored now. */
  update(change: (state: WitnessState) => WitnessState): Promise<WitnessState>;
}

export const emptyWitness: WitnessState = { key: null, leaseKey: null, note: null, rewritten: null };

/** One installation of one device: operations are numbered and chained within it. */
export type Installation = { readonly dev: DeviceId; readonly inst: number };

/** The device's own row. `n` and `hash` are of the newest operation (0 and the genesis when there is none). */
export type DeviceRow = Installation & {
  readonly n: number;
  readonly hash: HashHex;
  readonly hlc: OperationHeader['hlc'];
};

/** An operation that was written here. Immutable from the moment it is stored; the rest of it is read out of `op.h`. */
export type OutboxRecord = SendableRecord & {
  readonly scope: ScopeId;
  readonly actor: PersonId;
  readonly kind: string;
  readonly op: WireOperation;
};

/** An operation as a store gives it out to be sent: in the open, or sealed where its key is not here (SE2). */
export type SendableRecord = Installation & {
  readonly n: number;
  readonly opId: OperationId;
  readonly wall: number;
  readonly hash: HashHex;
  readonly op: TravellingOperation;
};

/**
 * An operation before its place is known. `content` holds all that a store must encrypt, and can before its transaction;
 * `finish` is synchronous and runs inside it.
 */
export type OperationDraft = {
  readonly opId: OperationId;
  readonly scope: ScopeId;
  readonly content: OperationContent;
  finish(device: DeviceRow): { readonly record: OutboxRecord; readonly device: DeviceRow };
};

/** `needs_you`: the server holds it, but not where its author meant it to stand. */
export type OutboxState = 'unsent' | 'acknowledged' | 'needs_you';

/** A run of records of one installation, consecutive by `n`, never empty: within both limits, or one record alone. */
export type Segment = Installation & { readonly from: number; readonly records: readonly SendableRecord[] };

export type OutboxCounts = {
  readonly unsent: number;
  readonly oldestUnsentWall: number | null;
  readonly needsYou: number;
};

/** `maxBytes` counts UTF-8 octets of header, body and salt. */
export type SegmentLimits = { readonly maxOps: number; readonly maxBytes: number };

export type StoreFailure = Failure<'storage_full' | 'storage_failed'>;

/**
 * The tablet's own writings. Every method is one transaction, durable when its promise resolves.
 * Reading methods reject when the storage fails: the round ends and is tried again.
 */
export interface OutboxStore {
  device(): Promise<DeviceRow | null>;
  /**
   * Makes this the installation that writes; older ones keep their rows. Where rows of it are here already, `n` and
   * `hash` go on from the newest of them. Answers the row as stored.
   */
  enrol(device: DeviceRow): Promise<Result<DeviceRow, StoreFailure>>;
  /**
   * Reads the device's row, calls the draft's `finish` with it and stores both its answers, in one strict readwrite
   * transaction. A store that encrypts does so before: nothing but the database is awaited while the transaction is open.
   * `locked`: the key of the draft's scope is not here; nothing is stored.
   */
  append(
    draft: OperationDraft,
  ): Promise<Result<OutboxRecord, Failure<'not_enrolled' | 'locked'> | StoreFailure>>;
  /** Raises the hybrid clock to what was seen from others. Never lowers it. */
  witness(hlc: OperationHeader['hlc']): Promise<void>;
  counts(): Promise<OutboxCounts>;
  /** The first unsent records of the oldest installation that has any and is not in `except`; null when all is sent. */
  nextSegment(limits: SegmentLimits, except: readonly Installation[]): Promise<Segment | null>;
  /** Records from `from` on, whatever their state: what a server that was restored asks for again. */
  segmentFrom(
    place: Installation & { readonly from: number },
    limits: SegmentLimits,
  ): Promise<Segment | null>;
  /** Highest `n` and count of unsent records of one installation. */
  extent(installation: Installation): Promise<{ readonly maxN: number; readonly unsent: number }>;
  /**
   * Writes the outcomes to the journal and changes the states, in one transaction. An outcome once written stays. An outcome
   * that only another life of the log explains (`tellsOfRestore`) reopens all records beside those told here, in the same one;
   * so does another `logEpoch` than was told last (`isOtherLife`), which is kept.
   */
  settle(settlement: Settlement): Promise<void>;
  /** Counts what was acknowledged as unsent again; what was told of it stays. Answers how many records that were. */
  reopen(what: Reopening): Promise<number>;
  /** Forgets acknowledged records whose acknowledgement is older than `before` (server time in ms). */
  prune(before: number): Promise<number>;
}

/**
 * Whose word an outcome is: the server's answer to a push, or what a person made of it: of what waited he adopted it (AD3) or
 * refused it (AD5), between it and others he chose (IN10).
 */
export type Teller = 'server' | 'adoption' | 'refusal' | 'resolution';

/**
 * `at`: the server's time in ms when it answered. The device's own clock may say anything. `logEpoch`: in which life of the log
 * it was said, as far as the server named it.
 */
export type Settlement = Installation & {
  readonly outcomes: readonly Outcome[];
  readonly at: number;
  readonly by: Teller;
  readonly logEpoch?: number | undefined;
};

/**
 * Whose receipts are in doubt: of one installation, or of all. `refetched`: the scope whose leaves are fetched anew, the
 * adoptions in it too; what they made of a record is forgotten until then.
 */
export type Reopening = Installation | 'all' | { readonly refetched: ScopeId };

/** A leaf as kept: with what lists and joins need beside its octets. The four are null when the header is not readable. */
export type ReplicaLeaf = Leaf & {
  readonly scope: ScopeId;
  readonly hash: HashHex;
  readonly opId: OperationId | null;
  readonly actor: PersonId | null;
  readonly kind: string | null;
  readonly wall: number | null;
};

/** Confirmed leaves and the place up to which each scope is held. May be dropped and fetched again at any time. */
export interface ReplicaStore {
  /** One cursor per scope that is held; scopes never pulled are left out. */
  cursors(scopes: readonly ScopeId[]): Promise<readonly Cursor[]>;
  /**
   * Stores leaves and cursor in one transaction, if the scope's cursor is still `expected` (null: none).
   * False, and nothing stored, when another tab was quicker.
   */
  apply(delta: ReplicaDelta): Promise<boolean>;
  /** Forgets leaves and cursor of a scope, in one transaction. */
  drop(scope: ScopeId): Promise<void>;
  /** Forgets everything. */
  wipe(): Promise<void>;
}

/**
 * The right to work offline of whoever works here, and the keys that came with it. It changes between two calls: people
 * unlock, lock and leave.
 */
export interface Leases {
  /** Who works here with his keys open, or would with the lease that is asked for; null while it is locked or nobody does. */
  holder(): PersonId | null;
  /** Id of the lease under which this person writes here, or null. */
  leaseOf(person: PersonId): string | null;
  /** Whether the scope's key is open: what cannot be kept is not fetched. */
  opens(scope: ScopeId): boolean;
  /** Takes a lease with its keys in place of what was held; scopes that it lacks are forgotten, key first. */
  keep(answer: LeaseResponse): Promise<void>;
  /** Forgets the key of one scope, durably. */
  revoke(scope: ScopeId): Promise<void>;
  /** Forgets every key and every person, durably. The outbox stays, sealed. */
  wipe(): Promise<void>;
}

/** The device's signing key. Its private half never leaves the browser. */
export interface DeviceSigner {
  /** The public half, made at the first call; null where the browser can make none. */
  publicKey(): Promise<DeviceKey | null>;
  /** Base64url, or null where there is no key. */
  sign(octets: Uint8Array): Promise<string | null>;
}

export type ReplicaDelta = {
  readonly expected: Cursor | null;
  readonly leaves: readonly ReplicaLeaf[];
  readonly cursor: Cursor;
};

/** `garbled`: an answer came that is none of ours (a captive portal's page, a cut-off body). */
export type TransportFailure =
  Failure<'unreachable' | 'timeout' | 'garbled'> | { readonly code: 'refused'; readonly error: ErrorBody };

/** Each answer is parsed by its schema before it is returned. A transport never throws and never retries by itself. */
export interface Transport {
  enrol(request: EnrolRequest, timeoutMs: number): Promise<Result<EnrolResponse, TransportFailure>>;
  lease(request: LeaseRequest, timeoutMs: number): Promise<Result<LeaseResponse, TransportFailure>>;
  push(request: PushRequest, timeoutMs: number): Promise<Result<PushResponse, TransportFailure>>;
  wiped(request: WipedRequest, timeoutMs: number): Promise<Result<WipedResponse, TransportFailure>>;
  pull(request: PullRequest, timeoutMs: number): Promise<Result<PullResponse, TransportFailure>>;
}

/**
 * Web Locks: tabs and the service worker share rounds. Saves work; no rule relies on it. A lock may be taken from a holder that
 * gives no sign of life: its `run` goes on when it thaws, beside the other's, and its `withLock` resolves with `held` all the same.
 */
export interface Locks {
  withLock(name: string, run: () => Promise<void>): Promise<'held' | 'busy'>;
}
