import { writeRecord } from '@truc/sync/evidence';
import { writeExport, type SigningKey } from '@truc/server/evidence';
import type { SampleLog, SignedTree } from './sample-log.ts';

/** What the export command writes over a database that holds this log, when the newest signed tree is `tree`. */
export async function exportSample(log: SampleLog, tree: SignedTree, signing: SigningKey): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  await writeExport(
    {
      ...tree,
      tree: 'full',
      records: log.records.map((record, index) => ({ index, text: writeRecord(record), proof: [] })),
      segments: log.segments,
      scopes: log.scopes.map(({ scope, born, entries }) => ({ scope, born, head: entries.length, entries })),
    },
    { signing, at: 1_800_000_060_000, sink: (octets) => parts.push(Uint8Array.from(octets)) },
  );
  return Buffer.concat(parts);
}
