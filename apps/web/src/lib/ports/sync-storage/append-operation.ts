/** Operations written down: encrypted, and stored by strict transactions that those who wait share. */
import { failure, ok } from '@truc/base';
import type { OutboxStore } from '@truc/sync/client';
import { lockContent } from '#lib/ports/vault/operation-cipher.ts';
import type { Finished } from './chain-drafts.ts';
import { createGroupCommit, type Settled } from './group-commit.ts';
import { createRowKeeper } from './keep-row.ts';
import type { LastRow } from './last-row.ts';
import type { OpenKeys } from './open-operation.ts';
import type { OutboxDb } from './outbox-db.ts';
import { toStoreFailure } from './reopening.ts';
import { storeDrafts, type DraftStore, type LockingDraft } from './store-drafts.ts';
import { createReaderNews } from './tell-readers.ts';

type Appended = Awaited<ReturnType<OutboxStore['append']>>;

const group = { mostAtOnce: 64, patienceMs: 10_000 };

export function createAppend(db: OutboxDb, keys: OpenKeys, last: LastRow): OutboxStore['append'] {
  const tellReaders = createReaderNews(db);
  const keepRow = createRowKeeper(db);
  const store: DraftStore = {
    db,
    last,
    tell(written) {
      tellReaders(written);
      const newest = written.operations.at(-1);
      if (newest !== undefined) keepRow(newest);
    },
  };
  const commit = createGroupCommit<LockingDraft, Appended>({
    ...group,
    store: (drafts) => storeEach(store, drafts),
  });
  return async (draft) => {
    const scopeKey = keys.of(draft.scope);
    const sealer = keys.current?.sealer ?? null;
    if (scopeKey === null || sealer === null) return failure('locked');
    // Begun here, with the keys that are open now; a lock that comes while it waits stops nothing.
    const content = lockContent(draft, scopeKey, sealer).catch((broken: unknown) => ({ broken }));
    return commit({ draft, scope: scopeKey.tag, content });
  };
}

/** What the storage refuses to a group it may grant to one of it: each is tried alone then. */
async function storeEach(
  store: DraftStore,
  drafts: readonly LockingDraft[],
): Promise<readonly Settled<Appended>[]> {
  try {
    const finished = await storeDrafts(store, drafts);
    return drafts.map((_, at) => toSettled(finished === null ? null : finished[at]));
  } catch (cause) {
    if (drafts.length === 1) return [{ value: { ok: false, error: toStoreFailure(cause) } }];
  }
  const settled: Settled<Appended>[] = [];
  for (const draft of drafts) settled.push(...(await storeEach(store, [draft])));
  return settled;
}

function toSettled(finished: Finished | null | undefined): Settled<Appended> {
  if (finished === null || finished === undefined) return { value: failure('not_enrolled') };
  return 'broken' in finished ? { thrown: finished.broken } : { value: ok(finished) };
}
