/** Folded words of a run of leaves as they lie here: under the key of their scope, bound to their place in one life of its log. */
import * as v from 'valibot';
import { decrypt, encrypt, toOctets, toText } from '#lib/ports/vault/aes.ts';
import type { ScopeKey } from '#lib/ports/vault/scope-key.ts';
import type { WordsRow } from '#lib/ports/sync-storage/replica-db.ts';
import type { FoldedRow } from './folded-book.ts';

/** Leaves of a run: fewer make the search read more rows, more leave more leaves at the log's end that stand in none. */
export const blockSize = 256;

const BlockSchema = v.array(
  v.strictTuple([v.number(), v.string(), v.nullable(v.string()), v.number(), v.string()]),
);

type Place = Pick<WordsRow, 'block' | 'epoch'>;

export async function lockBlock(
  rows: readonly FoldedRow<number>[],
  { tag, key }: ScopeKey,
  { block, epoch }: Place,
): Promise<WordsRow> {
  const tuples = rows.map(({ place, opId, target, at, folded }) => [place, opId, target, at, folded]);
  const encrypted = await encrypt(key, toOctets(JSON.stringify(tuples)), blockLabel(tag, { block, epoch }));
  return { scope: tag, block, epoch, ...encrypted };
}

/** Null when it is not what was stored at this place under this key. */
export async function openBlock(
  row: WordsRow,
  { tag, key }: ScopeKey,
): Promise<readonly FoldedRow<number>[] | null> {
  const octets = await decrypt(key, row, blockLabel(tag, row));
  const parsed = octets === null ? null : v.safeParse(BlockSchema, JSON.parse(toText(octets)));
  if (parsed?.success !== true) return null;
  return parsed.output.map(([place, opId, target, at, folded]) => ({ place, opId, target, at, folded }));
}

function blockLabel(tag: string, { block, epoch }: Place): string {
  return `truc-words-1:${tag}:${epoch}:${block}`;
}
