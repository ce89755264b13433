/** What is unsent, as signed segments that only the server can open: for a file that a colleague's device brings there. */
import type { DeviceSigner } from '@truc/sync/client';
import {
  protocolVersion,
  segmentClaim,
  segmentLimit,
  segmentSeal,
  type PushRequest,
  type Sha256,
} from '@truc/sync/protocol';
import { Dexie } from 'dexie';
import { toSealed } from './open-operation.ts';
import type { LockedOperation, OutboxDb, RecordKey } from './outbox-db.ts';

export type ExportPorts = { readonly db: OutboxDb; readonly signer: DeviceSigner; readonly sha256: Sha256 };

/** Null when there is nothing, or this device can sign nothing: the server takes no segment from a stranger without that. */
export async function exportOutbox({
  db,
  signer,
  sha256,
}: ExportPorts): Promise<readonly PushRequest[] | null> {
  const runs = inRuns(await unsentRows(db));
  const segments = await Promise.all(
    runs.map(async (rows): Promise<PushRequest | null> => {
      const [first] = rows;
      const last = rows.at(-1);
      if (first === undefined || last === undefined) return null;
      const { dev, inst, n: from } = first;
      const sig = await signer.sign(segmentClaim({ dev, inst, from, to: last.n, hash: last.hash }));
      if (sig === null) return null;
      const ops = rows.map((row) => ({ sealed: toSealed(row) }));
      const seal = segmentSeal(sha256, ops);
      const extent = { maxN: last.n, unsent: rows.length };
      return { v: protocolVersion, dev, inst, ...extent, from, seal, sig, lane: 'bulk', ops };
    }),
  );
  const made = segments.filter((segment) => segment !== null);
  return made.length === 0 ? null : made;
}

/** Rows that were written before there were keys are not sealed: they stay and go by themselves. */
async function unsentRows(db: OutboxDb): Promise<readonly LockedOperation[]> {
  return db.transaction('r', db.states, db.operations, async () => {
    const states = await db.states
      .where('[state+dev+inst+n]')
      .between(['unsent'], ['unsent', Dexie.maxKey])
      .toArray();
    const rows = await db.operations.bulkGet(states.map(({ dev, inst, n }): RecordKey => [dev, inst, n]));
    return rows.filter((row): row is LockedOperation => row !== undefined && !('op' in row));
  });
}

/** Consecutive operations of one installation, as many as a push may hold. */
function inRuns(rows: readonly LockedOperation[]): LockedOperation[][] {
  const runs: LockedOperation[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const follows = before?.dev === row.dev && before.inst === row.inst && before.n + 1 === row.n;
    if (run !== undefined && follows && run.length < segmentLimit) run.push(row);
    else runs.push([row]);
  }
  return runs;
}
