/** Operations written down in one strict transaction: for the device's row as this page left it, or after that was read. */
import type { EncryptedContent } from '#lib/ports/vault/operation-cipher.ts';
import { chain, rowsOf, type Broken, type Chained, type Draft, type Finished } from './chain-drafts.ts';
import { currentDevice } from './current-device.ts';
import type { LastRow } from './last-row.ts';
import type { LockedOperation, OutboxDb } from './outbox-db.ts';
import { reopening } from './reopening.ts';
import { storeChained } from './store-chained.ts';
import type { WrittenRows } from './tell-readers.ts';

/** Its content is encrypted meanwhile; the promise never rejects. */
export type LockingDraft = Draft & { readonly content: Promise<EncryptedContent | Broken> };

export type DraftStore = {
  readonly db: OutboxDb;
  readonly last: LastRow;
  readonly tell: (written: WrittenRows) => void;
};

/**
 * Each answer of the database waits behind whatever the page is doing. So the operations are finished for the device's row as
 * this page left it, while they are encrypted, and stored without a question: their numbers are the key, and a number that
 * another tab has taken is refused. Only then the row is read first. Null when the device is not enrolled.
 * @throws what the storage says; then none of them is stored.
 */
export function storeDrafts(
  { db, last, tell }: DraftStore,
  drafts: readonly LockingDraft[],
): Promise<readonly Finished[] | null> {
  return reopening(db, async (isRerun) => {
    const before = isRerun ? null : last.row;
    const chained = before === null ? null : chain(before, drafts);
    const contents = await Promise.all(drafts.map(({ content }) => content));
    const whole = contents.filter(isWhole);
    // The row may have changed while they were encrypted.
    if (chained !== null && before !== null && last.row === before && whole.length === drafts.length) {
      const rows = rowsOf(chained, whole);
      if (await storeChained(await connectionOf(db), rows)) {
        last.follow(before, chained.device);
        tell(rows);
        return chained.finished;
      }
    }
    return storeAfter({ db, last }, { drafts, contents, isRerun });
  });
}

function isWhole(content: EncryptedContent | Broken): content is EncryptedContent {
  return !('broken' in content);
}

async function connectionOf(db: OutboxDb): Promise<IDBDatabase> {
  if (!db.isOpen()) await db.open();
  return db.backendDB();
}

type Encrypted = {
  readonly drafts: readonly LockingDraft[];
  readonly contents: readonly (EncryptedContent | Broken)[];
  readonly isRerun: boolean;
};

/** The row is read first; what could not be encrypted is left out. */
async function storeAfter(
  { db, last }: Pick<DraftStore, 'db' | 'last'>,
  { drafts, contents, isRerun }: Encrypted,
): Promise<readonly Finished[] | null> {
  const locked = drafts.flatMap(({ draft, scope }, at): LockedDraft[] => {
    const content = contents[at];
    return content === undefined || !isWhole(content) ? [] : [{ draft, scope, content }];
  });
  const chained = await storeRead(db, locked, isRerun);
  last.set(chained?.device ?? null);
  if (chained === null) return null;
  const finished = chained.finished.values();
  return contents.map((content) => {
    if (!isWhole(content)) return content;
    return finished.next().value ?? { broken: new Error('fewer were stored than were asked for') };
  });
}

type LockedDraft = Draft & { readonly content: EncryptedContent };

/** Null when there is no row yet. */
function storeRead(
  db: OutboxDb,
  drafts: readonly LockedDraft[],
  isRerun: boolean,
): PromiseLike<Chained | null> {
  return db.transaction('rw', db.device, db.operations, db.states, async () => {
    const before = await currentDevice(db);
    if (before === undefined) return null;
    const chained = chain(before, drafts, isRerun ? await storedOf(db, drafts) : undefined);
    const { operations, states } = rowsOf(
      chained,
      drafts.map(({ content }) => content),
    );
    await Promise.all([db.operations.bulkAdd(operations), db.states.bulkAdd(states)]);
    return chained;
  });
}

async function storedOf(
  db: OutboxDb,
  drafts: readonly Draft[],
): Promise<ReadonlyMap<string, LockedOperation>> {
  const rows = await db.operations
    .where('opId')
    .anyOf(drafts.map(({ draft }) => draft.opId))
    .toArray();
  return new Map(rows.flatMap((row) => ('op' in row ? [] : [[row.opId, row] as const])));
}
