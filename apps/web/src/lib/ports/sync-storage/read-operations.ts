import type { OperationRow, OutboxDb, RecordKey } from './outbox-db.ts';

/** Rows of operations, one for each key and in the keys' order; undefined where there is none. Runs in the caller's transaction. */
export async function readOperations(
  { operations }: Pick<OutboxDb, 'operations'>,
  keys: readonly RecordKey[],
): Promise<readonly (OperationRow | undefined)[]> {
  const run = runOf(keys);
  if (run === null) return operations.bulkGet([...keys]);
  // One request for a run of numbers: one for each row would cost a page more than the rows themselves.
  const rows = await operations.where('[dev+inst+n]').between(run.first, run.last, true, true).toArray();
  const byNumber = new Map(rows.map((row) => [row.n, row]));
  return keys.map(([, , n]) => byNumber.get(n));
}

export function keyOf({ dev, inst, n }: { dev: string; inst: number; n: number }): RecordKey {
  return [dev, inst, n];
}

/** Where keys are of one installation and at least half of the numbers that they reach over, else null. */
function runOf(keys: readonly RecordKey[]): { readonly first: RecordKey; readonly last: RecordKey } | null {
  const [any] = keys;
  if (any === undefined || !keys.every(([dev, inst]) => dev === any[0] && inst === any[1])) return null;
  const numbers = keys.map(([, , n]) => n);
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  if (most - least + 1 > 2 * keys.length) return null;
  return { first: [any[0], any[1], least], last: [any[0], any[1], most] };
}
