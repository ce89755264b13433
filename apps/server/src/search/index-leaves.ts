import { foldText, searchedWords } from '@truc/domain/logbook';
import { readHeader, type ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';
import { lockBookText } from './index-lock.ts';

const leavesAtOnce = 400;

/** One transaction's worth of leaves that were not read yet. Answers how many; 0: the search knows all books to their ends. */
export async function indexNextLeaves(pool: pg.Pool): Promise<number> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await lockBookText(client);
    const { rows } = await client.query<LeafText>(nextLeaves, [leavesAtOnce]);
    if (rows.length > 0) {
      await client.query(insertTexts, columnsOf(rows.flatMap(toBookText)));
      await client.query(moveCursors, [rows.map(({ scope }) => scope), rows.map(({ seq }) => seq)]);
    }
    await client.query('commit');
    return rows.length;
  } catch (error) {
    await client.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

type LeafText = {
  readonly scope: ScopeId;
  readonly seq: number;
  readonly header: Buffer;
  readonly body: Buffer;
  readonly recv_at: number;
};

/** The books that lag, each from where it was left. A body that was taken out says nothing. */
const nextLeaves = `
  with lagging as (
    select s.id, coalesce(c.seq, 0) as seq, s.head from scope s left join book_text_cursor c on c.scope = s.id
    where s.id like 'post:%' and s.head > coalesce(c.seq, 0) limit 16)
  select l.scope, l.seq, l.header, l.body, l.recv_at from lagging
  cross join lateral (
    select scope, seq, header, body, recv_at from leaf
    where leaf.scope = lagging.id and leaf.seq > lagging.seq order by leaf.seq limit $1) l
  limit $1`;

const insertTexts = `
  insert into book_text (scope, seq, op_id, target, at, folded)
  select * from unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::text[])
  on conflict do nothing`;

const moveCursors = `
  insert into book_text_cursor (scope, seq)
  select scope, max(seq) from unnest($1::text[], $2::bigint[]) as read (scope, seq) group by scope
  on conflict (scope) do update set seq = excluded.seq`;

type BookText = {
  readonly scope: ScopeId;
  readonly seq: number;
  readonly opId: string;
  readonly target: string | null;
  readonly at: number;
  readonly folded: string;
};

function toBookText({ scope, seq, header: octets, body, recv_at: recvAt }: LeafText): BookText[] {
  const header = readHeader({ h: octets.toString('utf8') });
  if (header === null) return [];
  const words = searchedWords({ ...header, body: body.toString('utf8') });
  const folded = words === null ? '' : foldText(words.text);
  if (words === null || folded === '') return [];
  const at = header.off === null ? recvAt : header.wall + header.off;
  return [{ scope, seq, opId: words.opId, target: words.target, at: Math.round(at), folded }];
}

function columnsOf(texts: readonly BookText[]): unknown[] {
  return [
    texts.map(({ scope }) => scope),
    texts.map(({ seq }) => seq),
    texts.map(({ opId }) => opId),
    texts.map(({ target }) => target),
    texts.map(({ at }) => at),
    texts.map(({ folded }) => folded),
  ];
}
