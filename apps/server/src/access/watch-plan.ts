/** What is written down of who keeps watch where, and when: assignment documents and patterns of shifts (GL-20). */
import { AssignmentDocumentSchema, ShiftPatternSchema } from '@truc/domain/shift';
import { sql, type Kysely } from 'kysely';
import * as v from 'valibot';
import type { Tables } from '../database/tables.ts';

export async function loadWatchPlan(tx: Kysely<Tables>) {
  const documents = await sql`
    select id::text, post, number, to_char(signed_on, 'YYYY-MM-DD') as "signedOn", signatory, content,
      to_char(valid_from, 'YYYY-MM-DD') as "from", to_char(valid_to, 'YYYY-MM-DD') as "to", people
    from assignment_doc order by id`.execute(tx);
  const patterns = await sql`
    select post, to_char(valid_from, 'YYYY-MM-DD') as "from", starts from shift_pattern order by id`.execute(
    tx,
  );
  return {
    documents: v.parse(v.array(AssignmentDocumentSchema), documents.rows),
    patterns: v.parse(v.array(ShiftPatternSchema), patterns.rows),
  };
}
