import { closeSync, openSync, writeSync } from 'node:fs';
import type { ScopeId } from '@truc/sync/protocol';
import { writeRecord } from '@truc/sync/evidence';
import { writeExport, type ExportEntry, type SigningKey } from '@truc/server/evidence';
import { makeDevice, RunningScope, signTree, writeSampleEntry, type SampleDevice } from './sample-log.ts';
import type { EvidenceRecord } from '@truc/sync/evidence';

export type LargeShape = {
  readonly scopes: number;
  readonly entriesEach: number;
  readonly headEvery: number;
};

/** A log of many entries, made and written without being held: entries are made twice, from the same seed. */
export async function writeLargeExport(path: string, shape: LargeShape, signing: SigningKey): Promise<void> {
  const salts = fixedSalts();
  const records = recordsOf(shape, salts);
  const tree = signTree(records, signing);
  const file = openSync(path, 'w');
  try {
    await writeExport(
      {
        ...tree,
        tree: 'full',
        records: records.map((record, index) => ({ index, text: writeRecord(record), proof: [] })),
        segments: [],
        scopes: scopesOf(shape).map((scope, at) => ({
          scope,
          born: 1,
          head: shape.entriesEach,
          entries: entriesOf(scope, makeDevice(at + 1), { ...shape, salts }),
        })),
      },
      { signing, at: 1_800_000_000_000, sink: (octets) => void writeSync(file, octets) },
    );
  } finally {
    closeSync(file);
  }
}

function recordsOf(shape: LargeShape, salts: readonly string[]): EvidenceRecord[] {
  const records: EvidenceRecord[] = [];
  for (const [at, scope] of scopesOf(shape).entries()) {
    const running = new RunningScope(scope, 1);
    for (const entry of entriesOf(scope, makeDevice(at + 1), { ...shape, salts })) {
      running.take(entry);
      if (entry.seq % shape.headEvery === 0 || entry.seq === shape.entriesEach)
        records.push({
          type: 'head',
          scope,
          epoch: 1,
          seq: entry.seq,
          ...running.hashes(),
          at: entry.recvAt,
        });
    }
  }
  return records;
}

function* entriesOf(
  scope: ScopeId,
  device: SampleDevice,
  { entriesEach, salts }: LargeShape & { readonly salts: readonly string[] },
): Generator<ExportEntry> {
  for (let seq = 1; seq <= entriesEach; seq += 1) {
    const text = `Vị trí số ${seq}: quan sát bình thường, không có người ra vào ngoài phân công.`;
    const salt = salts[seq % salts.length] ?? '';
    yield writeSampleEntry({ device, scope, seq, recvAt: 1_800_000_000_000 + seq, text, salt });
  }
}

function scopesOf({ scopes }: LargeShape): readonly ScopeId[] {
  return Array.from({ length: scopes }, (_, at) => `post:p-${at + 1}` as ScopeId);
}

/** Entries are made twice and must come out the same; what they cost to check does not hang on their salts. */
function fixedSalts(): readonly string[] {
  return Array.from({ length: 97 }, (_, at) => Buffer.alloc(16, at + 1).toString('base64url'));
}
