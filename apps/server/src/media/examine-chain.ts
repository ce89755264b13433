import { sql, type Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { ChainReader, type ChainBreak } from './fact-chain.ts';
import { factOf } from './fact-rows.ts';

/** `links`: how many facts were examined. `firstFault`: where the stored chain of some SFU does not hold. */
export type ChainReport = {
  readonly links: number;
  /** Noticed when facts came, ever. */
  readonly breaks: number;
  readonly firstFault: { readonly sfu: string; readonly link: number; readonly kind: ChainBreak } | null;
};

const pageSize = 5_000;

/** Makes every stored link anew, SFU by SFU: an edit, a removal and an insertion each show where they were made. */
export async function examineChain(query: Kysely<Tables>): Promise<ChainReport> {
  const { count } = await query
    .selectFrom('viewing_break')
    .select(({ fn }) => fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow();
  const sfus = await query
    .selectFrom('viewing_log')
    .select('sfu')
    .distinct()
    .where('sfu', 'is not', null)
    .execute();
  let links = 0;
  let firstFault: ChainReport['firstFault'] = null;
  for (const { sfu } of sfus) {
    if (sfu === null) continue;
    const one = await examineSfu(query, sfu);
    links += one.links;
    firstFault ??= one.firstFault;
  }
  return { links, breaks: Number(count), firstFault };
}

/** One SFU's chain, up to its first fault. */
export async function examineSfu(query: Kysely<Tables>, sfu: string): Promise<Omit<ChainReport, 'breaks'>> {
  const chain = new ChainReader(sfu, undefined);
  let links = 0;
  let after: readonly [number, string, number] = [0, '', 0];
  for (;;) {
    const page = await query
      .selectFrom('viewing_log')
      .selectAll()
      .where('sfu', '=', sfu)
      .where(sql<boolean>`(link, boot, number) > (${after[0]}::bigint, ${after[1]}, ${after[2]}::bigint)`)
      .orderBy('link')
      .orderBy('boot')
      .orderBy('number')
      .limit(pageSize)
      .execute();
    for (const row of page) {
      const fact = factOf(row);
      const link = { number: Number(row.link), hash: row.hash ?? '' };
      const kind = fact === undefined ? 'hash' : chain.read({ fact, link });
      if (kind !== undefined) return { links, firstFault: { sfu, link: link.number, kind } };
      links += 1;
      after = [link.number, row.boot, Number(row.number)];
    }
    if (page.length < pageSize) return { links, firstFault: null };
  }
}
