/** Where the facts of a post's watch stand in its log, noted in the transaction that appends them. */
import type { NewLeaf } from '@truc/sync/server';
import type pg from 'pg';
import { arrayOf } from './columns.ts';

const keepPlacesStatement = {
  name: 'keep-shift-places',
  text: `insert into shift_leaf (scope, seq) select * from unnest($1::text[], $2::bigint[])`,
};

/** Asks the database for nothing where a push holds no such fact. */
export async function keepShiftPlaces(client: pg.ClientBase, leaves: readonly NewLeaf[]): Promise<void> {
  const facts = leaves.filter(({ scope, op }) => scope.startsWith('post:') && isShiftHeader(op.h));
  if (facts.length === 0) return;
  const values = [arrayOf(facts.map(({ scope }) => scope)), arrayOf(facts.map(({ seq }) => seq))];
  await client.query({ ...keepPlacesStatement, values });
}

/** A header that stands in a post's log was read strictly: its text is canonical, and inside of a string a quote is escaped. */
function isShiftHeader(header: string): boolean {
  return header.includes('"kind":"shift.');
}
