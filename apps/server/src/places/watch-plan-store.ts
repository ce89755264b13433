import type { AddDocument, AddPattern } from '@truc/domain/api';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

/** Documents and patterns are only added (GL-17, GL-20). */
export interface WatchPlanStore {
  /** False, and nothing written, where the post has a document of that number. */
  addDocument(document: AddDocument, by: string): Promise<boolean>;
  addPattern(pattern: AddPattern, by: string): Promise<void>;
}

export function createWatchPlanStore(query: Kysely<Tables>): WatchPlanStore {
  return {
    async addDocument({ post, number, signedOn, signatory, content, from, to, people }, by) {
      const row = { post, number, signatory, content, signed_on: signedOn, valid_from: from, valid_to: to };
      const done = await query
        .insertInto('assignment_doc')
        .values({ ...row, people: JSON.stringify(people), recorded_by: by })
        .onConflict((conflict) => conflict.columns(['post', 'number']).doNothing())
        .executeTakeFirst();
      return done.numInsertedOrUpdatedRows === 1n;
    },
    async addPattern({ post, from, starts }, by) {
      const row = { post, valid_from: from, recorded_by: by };
      await query
        .insertInto('shift_pattern')
        .values({ ...row, starts: JSON.stringify([...new Set(starts)].sort()) })
        .execute();
    },
  };
}
