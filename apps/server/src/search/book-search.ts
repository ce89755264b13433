import { foldText } from '@truc/domain/logbook';
import type { ScopeId } from '@truc/sync/protocol';
import type pg from 'pg';

/** A leaf of a book as readers get it. */
export type FoundLeaf = {
  readonly scope: ScopeId;
  readonly seq: number;
  readonly recvAt: number;
  readonly op: { readonly h: string; readonly b: string; readonly s: string };
};

export type BookQuestion = {
  /** As it was typed. */
  readonly text: string;
  /** The books that the asker may read, and no others. */
  readonly scopes: readonly ScopeId[];
  /** Where the page after an earlier answer begins. */
  readonly before: Place | null;
};

/** A text's place in the order of answers: newest first by the time of writing. */
export type Place = { readonly at: number; readonly scope: string; readonly seq: number };

/** `found`: the newest that hold the words, with what was written about them; `next`: null where there is no more. */
export type BookAnswer = { readonly found: readonly FoundLeaf[]; readonly next: Place | null };

export interface BookSearch {
  search(question: BookQuestion): Promise<BookAnswer>;
}

export const foundInPage = 50;
/** Common words are found among these, without a look into the index of words; rare ones are few there. */
const newestLookedThrough = 4_000;
/** With so few books each one's newest are looked through; with more, the newest of all. */
const fewBooks = 16;

type Hit = Place & { readonly op_id: string; readonly target: string | null };

export function createBookSearch(pool: pg.Pool): BookSearch {
  return {
    async search({ text, scopes, before }) {
      const folded = foldText(text);
      if (folded === '' || scopes.length === 0) return { found: [], next: null };
      const ids = [...scopes];
      const place = [before?.at ?? null, before?.scope ?? null, before?.seq ?? null];
      const like = `%${folded}%`;
      const recent = await pool.query<Hit & { readonly looked: number }>(
        ids.length <= fewBooks ? amongNewestOfEach : amongNewest,
        [ids, like, ...place],
      );
      const isEnough = recent.rows.length > foundInPage;
      const hits = isEnough
        ? recent.rows
        : (await pool.query<Hit>(byWords, [ids, like, ...place, wordsOf(folded)])).rows;
      const shown = hits.slice(0, foundInPage);
      const last = hits.length > foundInPage ? shown.at(-1) : undefined;
      return {
        found: await withRelated(pool, ids, shown),
        next: last === undefined ? null : { at: last.at, scope: last.scope, seq: last.seq },
      };
    },
  };
}

const beforePlace = `($3::bigint is null or (at, scope, seq) < ($3::bigint, $4::text, $5::bigint))`;
const newestFirst = `order by at desc, scope desc, seq desc limit ${foundInPage + 1}`;

const amongNewest = `
  select scope, seq, at, op_id, target from (
    select * from book_text where scope = any ($1::text[]) and ${beforePlace}
    order by at desc, scope desc, seq desc limit ${newestLookedThrough}) newest
  where folded like $2 ${newestFirst}`;

/** Of several books only what is newer than the end of each one's part is known to be the newest of all. */
const amongNewestOfEach = `
  with newest as (
    select n.* from unnest($1::text[]) as book (id) cross join lateral (
      select * from book_text where scope = book.id and ${beforePlace}
      order by at desc, seq desc limit ${newestLookedThrough}) n),
  cut as (
    select coalesce(max(oldest), 0) as at from (
      select min(at) as oldest from newest group by scope having count(*) = ${newestLookedThrough}) ends)
  select newest.scope, newest.seq, newest.at, op_id, target from newest, cut
  where newest.at >= cut.at and folded like $2 ${newestFirst}`;

/** The words by the index, then side by side. */
const byWords = `
  select scope, seq, at, op_id, target from book_text
  where to_tsvector('simple', folded) @@ to_tsquery('simple', $6) and folded like $2
    and scope = any ($1::text[]) and ${beforePlace} ${newestFirst}`;

/** All of them, the last perhaps begun only. Folded words hold letters and figures alone: nothing of them is an operator. */
function wordsOf(folded: string): string {
  return `${folded.trim().split(' ').join(' & ')}:*`;
}

/** The leaves themselves, with amendments of what was found, and the entries that found amendments speak of. */
async function withRelated(
  pool: pg.Pool,
  scopes: readonly ScopeId[],
  hits: readonly Hit[],
): Promise<readonly FoundLeaf[]> {
  if (hits.length === 0) return [];
  const targets = hits.flatMap(({ target }) => target ?? []);
  const entries = [...hits.filter(({ target }) => target === null).map(({ op_id: id }) => id), ...targets];
  const { rows } = await pool.query<LeafColumns>(relatedLeaves, [
    scopes,
    hits.map(({ scope }) => scope),
    hits.map(({ seq }) => seq),
    entries,
    targets,
  ]);
  return rows.map(({ scope, seq, recv_at: recvAt, header, body, salt }) => ({
    scope,
    seq,
    recvAt,
    op: { h: header.toString('utf8'), b: body.toString('utf8'), s: salt.toString('utf8') },
  }));
}

type LeafColumns = {
  readonly scope: ScopeId;
  readonly seq: number;
  readonly recv_at: number;
  readonly header: Buffer;
  readonly body: Buffer;
  readonly salt: Buffer;
};

const relatedLeaves = `
  with places as (
    select * from unnest($2::text[], $3::bigint[]) as hit (scope, seq)
    union select scope, seq from book_text where target = any ($4::text[]) and scope = any ($1::text[])
    union select scope, seq from book_text where op_id = any ($5::text[]) and scope = any ($1::text[]))
  select leaf.scope, leaf.seq, leaf.recv_at, leaf.header, leaf.body, leaf.salt
  from places join leaf using (scope, seq) where leaf.redacted is null`;
