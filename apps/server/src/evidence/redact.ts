import { failure, ok, type Failure, type Result } from '@truc/base';
import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { mustRead } from './evidence-tree.ts';
import { lockBookText } from '../search/index-lock.ts';
import { straySql } from './record-heads.ts';

export type Redaction = {
  readonly scope: ScopeId;
  readonly seq: number;
  /** Number and issuer of the court's or agency's decision, as people will read it. */
  readonly decision: string;
  readonly orderedBy: string;
};

/**
 * Takes body and salt of one entry out, for ever. Header, hash and chain stay valid; the audit has its line by trigger; the next
 * turn of the evidence job records it. The scope's epoch moves, so that every reader forgets the text and fetches again.
 */
export async function redactBody(
  client: pg.ClientBase,
  { scope, seq, decision, orderedBy }: Redaction,
): Promise<Result<null, Failure<'not_found' | 'redacted_already'>>> {
  await client.query('begin');
  try {
    await client.query('select 1 from scope where id = $1 for update', [scope]);
    const found = await client.query<{ hash: Buffer; redacted: string | null }>(
      'select hash, redacted from leaf where scope = $1 and seq = $2',
      [scope, seq],
    );
    const [leaf] = found.rows;
    const refused = leaf === undefined ? 'not_found' : leaf.redacted === null ? null : 'redacted_already';
    if (refused !== null) {
      await client.query('rollback');
      return failure(refused);
    }
    await client.query(
      `insert into evidence_redaction (hash, scope, seq, decision, ordered_by, stray)
        select hash, scope, seq, $3, $4, ${straySql} from leaf where scope = $1 and seq = $2`,
      [scope, seq, decision, orderedBy],
    );
    await takeOut(client, { scope, seq, decision });
    await client.query('commit');
    return ok(null);
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/**
 * After a restore: what was ordered out before is there again, from the backup or from a tablet that sent it once more. The
 * evidence log still knows the decisions. Answers how many entries were emptied again.
 */
export async function redactAgain(client: pg.ClientBase): Promise<number> {
  const records = await client.query<{ record: string }>(
    `select record from evidence_record where record like '%"type":"redaction"}' order by index`,
  );
  let again = 0;
  for (const text of records.rows) {
    const record = mustRead(text.record);
    if (record.type !== 'redaction') continue;
    await client.query('begin');
    const found = await client.query<{ scope: ScopeId; seq: number }>(
      `select scope, seq from leaf where hash = decode($1, 'hex') and redacted is null for update`,
      [record.hash],
    );
    for (const leaf of found.rows) {
      await client.query(
        `insert into evidence_redaction (hash, scope, seq, decision, ordered_by, stray, recorded)
          select hash, scope, seq, $3, 'again after a restore', ${straySql}, true from leaf where scope = $1 and seq = $2
          on conflict do nothing`,
        [leaf.scope, leaf.seq, record.decision],
      );
      await takeOut(client, { ...leaf, decision: record.decision });
      again += 1;
    }
    await client.query('commit');
  }
  return again;
}

async function takeOut(
  client: pg.ClientBase,
  { scope, seq, decision }: Pick<Redaction, 'scope' | 'seq' | 'decision'>,
): Promise<void> {
  await lockBookText(client);
  await client.query('delete from book_text where scope = $1 and seq = $2', [scope, seq]);
  await client.query(`select set_config('truc.redaction', 'on', true)`);
  await client.query(`update leaf set body = '', salt = '', redacted = $3 where scope = $1 and seq = $2`, [
    scope,
    seq,
    decision,
  ]);
  // What it was folded into would keep the words: it is folded anew from the leaves without them.
  await client.query('delete from folded_state where scope = $1', [scope]);
  await client.query(
    `update scope set epoch = greatest(scope.epoch, log_epoch.epoch) + 1 from log_epoch where id = $1`,
    [scope],
  );
}
