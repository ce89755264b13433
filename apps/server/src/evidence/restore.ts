/**
 * Whether the database is the one over which the newest checkpoint was signed. An older one came back from a backup: the
 * records that it lacks are put back from outside, the epoch moves on, and a record says what was lost.
 */
import { failure, ok, type Failure, type Result } from '@truc/base';
import { isSame, recordDigest, TreeEdge, type Checkpoint, type EvidenceRecord } from '@truc/sync/evidence';
import type pg from 'pg';
import { nativeSha256 } from '../config/system-ports.ts';
import { appendRecords, mustRead, rootAt } from './evidence-tree.ts';
import type { OutsideState } from './outside-state.ts';

/** What came back: the tree that the database still had, and the epoch that holds from now on. */
export type Restored = { readonly from: number; readonly size: number; readonly epoch: number };
export type RestoreFailure = Failure<'evidence_contradicted' | 'records_lost'>;
type Standing = { readonly edge: TreeEdge; readonly newest: Checkpoint; readonly outside: OutsideState };

/** Null when the database is not behind. A tree that is neither the signed one nor its beginning is refused. */
export async function mendRestored(
  client: pg.ClientBase,
  standing: Standing,
  at: number,
): Promise<Result<Restored | null, RestoreFailure>> {
  const { edge, newest, outside } = standing;
  if (edge.size >= newest.size) {
    const isOurs = isSame(await rootAt(client, newest.size), newest.root);
    return isOurs
      ? ok(null)
      : failure('evidence_contradicted', `the tree of ${newest.size} is not the signed one`);
  }
  const from = edge.size;
  // What a crash left there was never shown to anybody.
  await outside.keepRecordsUpTo(newest.size);
  const lost = await recordsLost(standing);
  if (!lost.ok) return lost;
  await appendRecords(client, edge, lost.value);
  const epoch = await moveEpoch(client, lost.value);
  await appendRecords(client, edge, [{ type: 'restore', from, epoch, at }]);
  return ok({ from, size: newest.size, epoch });
}

async function recordsLost({
  edge,
  newest,
  outside,
}: Standing): Promise<Result<readonly EvidenceRecord[], RestoreFailure>> {
  const known = new TreeEdge(nativeSha256);
  const lost: EvidenceRecord[] = [];
  for await (const text of outside.records()) {
    if (known.size === newest.size) break;
    if (known.size === edge.size && !isSame(known.root(), edge.root()))
      return failure(
        'evidence_contradicted',
        `the tree of ${edge.size} is not the beginning of the signed one`,
      );
    if (known.size >= edge.size) lost.push(mustRead(text));
    known.append(recordDigest(nativeSha256, text));
  }
  return known.size === newest.size && isSame(known.root(), newest.root)
    ? ok(lost)
    : failure('records_lost', `the records outside do not make up the signed tree of ${newest.size}`);
}

/** Later than every epoch that anybody was ever told of. All scopes move, so that every reader starts again. */
async function moveEpoch(client: pg.ClientBase, lost: readonly EvidenceRecord[]): Promise<number> {
  const highest = lost.reduce((most, record) => ('epoch' in record ? Math.max(most, record.epoch) : most), 0);
  // In the order in which pushes lock them: a push that is under way is waited for, never met in a deadlock.
  await client.query('select id from scope order by id collate "C" for update');
  const moved = await client.query<{ epoch: number }>(
    `update log_epoch set epoch = greatest(epoch, $1, (select max(epoch) from scope)) + 1 returning epoch`,
    [highest],
  );
  const epoch = moved.rows[0]?.epoch ?? highest + 1;
  await client.query('update scope set epoch = $1', [epoch]);
  return epoch;
}
