/** What a screen reads of one scope: the confirmed log, and this device's own operations that are not in it yet. */
import type { ReplicaLeaf } from '@truc/sync/client';
import { toBase64Url, type Outcome, type ScopeId, type WireOperation } from '@truc/sync/protocol';
import { Dexie } from 'dexie';
import { openLeaf } from './leaf-cipher.ts';
import { openOperation, type OpenKeys } from './open-operation.ts';
import type { OperationRow, OutboxDb, StateEntry } from './outbox-db.ts';
import type { LeafRow, ReplicaDb } from './replica-db.ts';

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
  /** Newest leaves of the log to read; own operations come besides. */
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

/** Remembers what it opened: a row that was read before costs no decryption again. */
export function createBookReader({ outbox, replica, keys }: BookStores): BookReader {
  const leavesRead = createMemory<LeafRow, ReplicaLeaf>(({ iv, seq }) => `${seq} ${toBase64Url(iv)}`);
  const ownRead = createMemory<OperationRow, WireOperation>(({ opId }) => opId);
  return {
    async read({ scope, limit }) {
      const key = keys.of(scope);
      if (key === null) return nothing;
      const { rows, heldSeq } = await readLeaves(replica, key.tag, limit);
      const own = await readOwn(outbox, [key.tag, scope], heldSeq);
      // All reads of the databases are done: what is awaited from here on is followed by nobody.
      const [leaves, ownOps] = await Promise.all([
        leavesRead.open(rows.slice(0, limit), (row) => openLeaf(row, key)),
        ownRead.open(
          own.map(({ row }) => row),
          (row) => openOperation(row, keys),
        ),
      ]);
      const known = new Set(rows.map(({ opId }) => opId));
      const ownRows = own.flatMap(({ row, state }, at): BookEntry[] => {
        const op = ownOps[at] ?? null;
        return op === null || known.has(row.opId) ? [] : [{ op, place: ownPlace(state) }];
      });
      const logRows = leaves.flatMap((leaf): BookEntry[] =>
        leaf === null ? [] : [{ op: leaf.op, place: onServer(leaf) }],
      );
      return { rows: [...ownRows, ...logRows], hasOlder: rows.length > limit, isPulled: heldSeq !== null };
    },
    forget() {
      leavesRead.forget();
      ownRead.forget();
    },
  };
}

function onServer({ seq, recvAt, redacted }: ReplicaLeaf): BookEntry['place'] {
  return { state: 'on_server', seq, recvAt, ...(redacted === null ? {} : { redacted }) };
}

function readLeaves(replica: ReplicaDb, tag: string, limit: number) {
  return replica.transaction('r', replica.leaves, replica.cursors, async () => {
    const cursor = await replica.cursors.get(tag);
    const rows = await replica.leaves
      .where('[scope+seq]')
      .between([tag, Dexie.minKey], [tag, Dexie.maxKey])
      .reverse()
      .limit(limit + 1)
      .toArray();
    return { rows, heldSeq: cursor?.seq ?? null };
  });
}

/** Newest first: unsent, needing a person, and acknowledged at a place that was not pulled yet. */
function readOwn(outbox: OutboxDb, scopes: readonly string[], heldSeq: number | null) {
  return outbox.transaction('r', outbox.states, outbox.operations, async () => {
    const open = await outbox.states
      .where('[scope+state]')
      .anyOf(
        scopes.flatMap((scope) => [
          [scope, 'unsent'],
          [scope, 'needs_you'],
        ]),
      )
      .toArray();
    const ahead = await Promise.all(
      scopes.map((scope) =>
        outbox.states
          .where('[scope+seq]')
          .between([scope, heldSeq ?? 0], [scope, Dexie.maxKey], false)
          .filter(({ state }) => state === 'acknowledged')
          .toArray(),
      ),
    );
    const states = [...open, ...ahead.flat()].sort((a, b) => b.inst - a.inst || b.n - a.n);
    const rows = await outbox.operations.bulkGet(states.map(({ dev, inst, n }) => [dev, inst, n]));
    return states.flatMap((state, at) => {
      const row = rows[at];
      return row === undefined ? [] : [{ row, state }];
    });
  });
}

function ownPlace(state: StateEntry): BookEntry['place'] {
  if (state.state === 'needs_you') return { state: 'needs_you', code: state.outcome?.code ?? null };
  if (state.state === 'acknowledged' && state.seq !== undefined) {
    return { state: 'on_server', seq: state.seq, recvAt: state.acknowledgedAt ?? 0 };
  }
  return { state: 'on_tablet' };
}

/** Opens what it has not opened yet, and forgets what the newest reading did not name. */
function createMemory<Row, Opened>(nameOf: (row: Row) => string) {
  let held = new Map<string, Opened>();
  return {
    async open(rows: readonly Row[], openRow: (row: Row) => Promise<Opened | null>) {
      const now = new Map<string, Opened>();
      const before = held;
      const opened = await Promise.all(
        rows.map(async (row) => {
          const name = nameOf(row);
          const value = before.get(name) ?? (await openRow(row));
          if (value !== null) now.set(name, value);
          return value;
        }),
      );
      held = now;
      return opened;
    },
    forget() {
      held = new Map();
    },
  };
}
