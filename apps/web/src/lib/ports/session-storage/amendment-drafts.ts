import { ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import { createKeptRows } from './kept-rows.ts';
import { openKept, type KeptPlace } from './kept-value.ts';
import type { SessionDatabase } from './session-database.ts';

export const AmendmentDraftSchema = v.strictObject({
  /** The entry that is spoken of, as far as its form needs it: the entry itself may be pages away. */
  entry: v.strictObject({
    opId: v.string(),
    author: v.string(),
    writtenAt: v.number(),
    text: v.string(),
  }),
  type: v.picklist(['correction', 'strike', 'addendum', 'countersign']),
  /** What should have stood there, and what is to be added: each keeps its words while the other is looked at. */
  corrected: v.string(),
  added: v.string(),
  reason: v.string(),
});
export type AmendmentDraft = v.InferOutput<typeof AmendmentDraftSchema>;

export type DraftOwner = { readonly person: string; readonly scope: string };

/**
 * What somebody has begun to write about entries of a book: one draft for each entry, encrypted under the book's key. Each method
 * sees what was asked for before it as done.
 */
export interface AmendmentDrafts {
  /** Empty while the book's key is not here. */
  read(owner: DraftOwner): Promise<readonly AmendmentDraft[]>;
  keep(owner: DraftOwner, draft: AmendmentDraft): Promise<void>;
  drop(owner: DraftOwner, opId: string): Promise<void>;
}

export function createAmendmentDrafts(
  database: Pick<SessionDatabase, 'drafts'>,
  keys: Pick<Keyring, 'of'>,
): AmendmentDrafts {
  const kept = createKeptRows(database);
  return {
    async read(owner) {
      const book = bookOf(owner);
      if (book === null) return [];
      await kept.settled();
      const rows = await database.drafts.where('key').startsWith(`${book.key} `).toArray();
      const opened = await Promise.all(
        rows.map((row) => openKept(row, { ...book, key: row.key }, AmendmentDraftSchema)),
      );
      return opened.filter((draft) => draft !== null);
    },
    async keep(owner, draft) {
      const place = placeOf(owner, draft.entry.opId);
      if (place !== null) await kept.keep(place, draft);
    },
    async drop(owner, opId) {
      const place = placeOf(owner, opId);
      if (place !== null) await kept.drop(place);
    },
  };

  function placeOf(owner: DraftOwner, opId: string): KeptPlace | null {
    const book = bookOf(owner);
    return book && { ...book, key: `${book.key} ${opId}` };
  }

  function bookOf({ person, scope }: DraftOwner): KeptPlace | null {
    const scopeKey = keys.of(v.parse(ScopeIdSchema, scope));
    return scopeKey && { key: `${person} ${scopeKey.tag}`, under: scopeKey.key };
  }
}
