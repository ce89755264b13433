/** What a screen reads of one scope: the confirmed log, and this device's own operations that are not in it yet. */
import type { ReplicaLeaf } from '@truc/sync/client';
import {
  toBase64Url,
  type OperationId,
  type Outcome,
  type ScopeId,
  type WireOperation,
} from '@truc/sync/protocol';
import { Dexie } from 'dexie';
import { openLeaf } from './leaf-cipher.ts';
import { openOperation, type OpenKeys } from './open-operation.ts';
import type { OperationRow, OutboxDb, RecordKey, StateEntry } from './outbox-db.ts';
import { keyOf, readOperations } from './read-operations.ts';
import type { ReplicaDb } from './replica-db.ts';

export type BookEntry = {
  readonly op: WireOperation;
  readonly place:
    | {
        readonly state: 'on_server';
        readonly seq: number;
        readonly recvAt: number;
        /** The decision by which the body was taken out. */
        readonly redacted?: string;
      }
    | { readonly state: 'on_tablet' }
    | { readonly state: 'needs_you'; readonly code: Outcome['code'] };
};

export type BookQuery = {
  readonly scope: ScopeId;
  /** Newest leaves of the log to read; of own operations as many besides, and all that need a person. */
  readonly limit: number;
};

/** `rows`: newest first, own ones on top. `isPulled`: whether the log was ever fetched to this device. */
export type Book = {
  readonly rows: readonly BookEntry[];
  readonly hasOlder: boolean;
  readonly isPulled: boolean;
};

export interface BookReader {
  /** Runs inside Dexie's `liveQuery`: what it reads is followed, in both databases. Empty while the scope's key is not here. */
  read(query: BookQuery): Promise<Book>;
  /** Forgets what was opened. */
  forget(): void;
}

export type BookStores = { readonly outbox: OutboxDb; readonly replica: ReplicaDb; readonly keys: OpenKeys };

const nothing: Book = { rows: [], hasOlder: false, isPulled: false };

/** Remembers what it opened: a row that was read before is neither read nor decrypted again. */
export function createBookReader({ outbox, replica, keys }: BookStores): BookReader {
  const leavesRead = createMemory<ReplicaLeaf>();
  const ownRead = createMemory<OwnOperation>();
  return {
    async read({ scope, limit }) {
      const key = keys.of(scope);
      if (key === null) return nothing;
      const before = { leaves: leavesRead.held, own: ownRead.held };
      const { rows, heldSeq } = await readLeaves(replica, key.tag, limit);
      const isKnown = (name: string) => before.own.has(name);
      const own = await readOwn(outbox, { scopes: [key.tag, scope], heldSeq, limit, isKnown });
      const leafRows = rows.slice(0, limit).map((row) => ({
        name: `${row.seq} ${toBase64Url(row.iv)}`,
        open: () => openLeaf(row, key),
      }));
      const ownOpenable = own.rows.map(({ name, row }) => ({ name, open: () => openOwn(row, keys) }));
      // All reads of the databases are done: what is awaited from here on is followed by nobody.
      const [leaves, ownOps] = await Promise.all([
        openAll(leavesRead, before.leaves, leafRows),
        openAll(ownRead, before.own, ownOpenable),
      ]);
      const known = new Set(rows.map(({ opId }) => opId));
      const ownRows = own.rows.flatMap(({ place }, at): BookEntry[] => {
        const opened = ownOps[at] ?? null;
        return opened === null || known.has(opened.opId) ? [] : [{ op: opened.op, place }];
      });
      const logRows = leaves.flatMap((leaf): BookEntry[] =>
        leaf === null ? [] : [{ op: leaf.op, place: onServer(leaf) }],
      );
      return {
        rows: [...ownRows, ...logRows],
        hasOlder: rows.length > limit || own.hasOlder,
        isPulled: heldSeq !== null,
      };
    },
    forget() {
      leavesRead.forget();
      ownRead.forget();
    },
  };
}

type OwnOperation = { readonly opId: OperationId; readonly op: WireOperation };

async function openOwn(row: OperationRow | null, keys: OpenKeys): Promise<OwnOperation | null> {
  const op = row === null ? null : await openOperation(row, keys);
  return row === null || op === null ? null : { opId: row.opId, op };
}

function onServer({ seq, recvAt, redacted }: ReplicaLeaf): BookEntry['place'] {
  return { state: 'on_server', seq, recvAt, ...(redacted === null ? {} : { redacted }) };
}

/** Newest first. One more than `limit` tells that there are older ones. */
function readLeaves(replica: ReplicaDb, tag: string, limit: number) {
  return replica.transaction('r', replica.leaves, replica.cursors, async () => {
    const cursor = await replica.cursors.get(tag);
    if (cursor === undefined) return { rows: [], heldSeq: null };
    // A log is dense up to its cursor: its newest leaves are a range, and come in one request.
    const rows = await replica.leaves
      .where('[scope+seq]')
      .between([tag, cursor.seq - limit], [tag, cursor.seq], true, true)
      .toArray();
    return { rows: rows.toReversed(), heldSeq: cursor.seq };
  });
}

type OwnQuery = {
  readonly scopes: readonly string[];
  readonly heldSeq: number | null;
  readonly limit: number;
  /** Whether what an operation says was opened before: its row is not read again, for it never changes. */
  readonly isKnown: (name: string) => boolean;
};

type OwnRow = {
  readonly name: string;
  readonly place: BookEntry['place'];
  /** Null where it was opened before. */
  readonly row: OperationRow | null;
};

/**
 * Newest first: unsent, needing a person, and acknowledged at a place that was not pulled yet. Of what is unsent the newest;
 * all of it where something needs a person, which must not stand alone among what is left out.
 */
function readOwn(outbox: OutboxDb, { scopes, heldSeq, limit, isKnown }: OwnQuery) {
  return outbox.transaction('r', outbox.states, outbox.operations, async () => {
    const inState = (scope: string, state: StateEntry['state']) =>
      outbox.states.where('[scope+state]').equals([scope, state]);
    const reads = scopes.map((scope) =>
      Promise.all([
        inState(scope, 'unsent').primaryKeys(),
        inState(scope, 'needs_you').toArray(),
        outbox.states
          .where('[scope+seq]')
          .between([scope, heldSeq ?? 0], [scope, Dexie.maxKey], false)
          .toArray(),
      ]),
    );
    const found = await Promise.all(reads);
    const unsent = found.flatMap(([keys]) => keys).sort(byNewest);
    const told = found.flatMap(([, needsYou, acknowledged]) => [
      ...needsYou,
      ...acknowledged.filter(({ state }) => state === 'acknowledged'),
    ]);
    const isWhole = told.some(({ state }) => state === 'needs_you');
    const placed = [
      ...(isWhole ? unsent : unsent.slice(0, limit)).map((key) => ({ key, place: onTablet })),
      ...told.map((state) => ({ key: keyOf(state), place: ownPlace(state) })),
    ].sort((a, b) => byNewest(a.key, b.key));
    const unread = placed.filter(({ key }) => !isKnown(nameOf(key))).map(({ key }) => key);
    const read = await readOperations(outbox, unread);
    const byName = new Map(unread.map((key, at) => [nameOf(key), read[at]]));
    const rows = placed.flatMap(({ key, place }): OwnRow[] => {
      const name = nameOf(key);
      const row = byName.get(name) ?? null;
      return row === null && !isKnown(name) ? [] : [{ name, place, row }];
    });
    return { rows, hasOlder: !isWhole && unsent.length > limit };
  });
}

const onTablet = { state: 'on_tablet' } as const;

function byNewest([, instA, a]: RecordKey, [, instB, b]: RecordKey): number {
  return instB - instA || b - a;
}

function nameOf(key: RecordKey): string {
  return key.join(' ');
}

function ownPlace(state: StateEntry): BookEntry['place'] {
  if (state.state === 'needs_you') return { state: 'needs_you', code: state.outcome?.code ?? null };
  if (state.state === 'acknowledged' && state.seq !== undefined) {
    return { state: 'on_server', seq: state.seq, recvAt: state.acknowledgedAt ?? 0 };
  }
  return onTablet;
}

type Memory<Opened> = {
  /** What is remembered now. */
  held: ReadonlyMap<string, Opened>;
  forget(): void;
};

function createMemory<Opened>(): Memory<Opened> {
  return {
    held: new Map(),
    forget() {
      this.held = new Map();
    },
  };
}

type Openable<Opened> = { readonly name: string; readonly open: () => Promise<Opened | null> };

/** Opens what is not in `before`, and remembers what this reading named; nothing if another or a lock came between. */
async function openAll<Opened>(
  memory: Memory<Opened>,
  before: ReadonlyMap<string, Opened>,
  rows: readonly Openable<Opened>[],
): Promise<readonly (Opened | null)[]> {
  const now = new Map<string, Opened>();
  const opened = await Promise.all(
    rows.map(async ({ name, open }) => {
      const value = before.get(name) ?? (await open());
      if (value !== null) now.set(name, value);
      return value;
    }),
  );
  if (memory.held === before) memory.held = now;
  return opened;
}
