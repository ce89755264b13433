import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  fromOctets,
  inThisThread,
  inWorkers,
  openFile,
  verifyExport,
  type SigningKey,
} from '@truc/server/evidence';
import { exportSample } from './evidence/export-sample.ts';
import { writeLargeExport } from './evidence/large-export.ts';
import { mutate, mutationKinds, seededRandom, type Victim } from './evidence/mutations.ts';
import { makeSigningKey, makeSmallLog, signTree } from './evidence/sample-log.ts';
import { rounded, type Report, type Row } from './report.ts';

const mutations = 100_000;
const large = { scopes: 50, entriesEach: 20_000, headEvery: 1_000 };

/** How many of many mutations the verifier misses, and how long it takes over a million entries. */
export async function measureTamper(): Promise<Omit<Report, 'name'>> {
  const signing = makeSigningKey('truc.example/so-truc');
  const folder = mkdtempSync(join(tmpdir(), 'truc-tamper-'));
  try {
    const whole = await verifyLarge(join(folder, 'large.evidence'), signing);
    const { missed, seconds } = await mutateAll(signing);
    return {
      figures: { mutations, missed: missed.length, verify_1m_s: rounded(whole.seconds, 2) },
      rows: [
        [
          'mutations',
          `${mutations} of ${mutationKinds.length} kinds in ${rounded(seconds)} s, each verified whole`,
        ],
        ...missed.slice(0, 10).map((line): Row => ['MISSED', line]),
        [
          'large export',
          `${whole.entries} entries, ${rounded(whole.octets / 2 ** 20)} MiB, ${large.scopes} scopes`,
        ],
        ['writing it took', `${rounded(whole.writing)} s`],
        ['verifying it took of the processors’ time', `${rounded(whole.busy)} s, all threads together`],
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function verifyLarge(path: string, signing: SigningKey) {
  const startedAt = performance.now();
  await writeLargeExport(path, large, signing);
  const writtenAt = performance.now();
  const usedBefore = process.cpuUsage();
  const source = openFile(path);
  const verified = await verifyExport({ source, runner: inWorkers(path), key: signing.key, seen: [] });
  source.close();
  if (!verified.ok) throw new Error(verified.error.what);
  return {
    entries: verified.value.entries,
    octets: statSync(path).size,
    writing: (writtenAt - startedAt) / 1_000,
    seconds: (performance.now() - writtenAt) / 1_000,
    busy: inSeconds(process.cpuUsage(usedBefore)),
  };
}

function inSeconds({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1_000_000;
}

async function mutateAll(signing: SigningKey): Promise<{ missed: string[]; seconds: number }> {
  const log = makeSmallLog();
  const tree = signTree(log.records, signing);
  const older = signTree(log.records.slice(0, 7), signing);
  const victim: Victim = { log, tree, older, signing, file: await exportSample(log, tree, signing) };
  if (!(await isAccepted(victim.file, signing))) throw new Error('The unchanged export is turned down');
  const missed: string[] = [];
  const startedAt = performance.now();
  for (let seed = 0, done = 0; done < mutations; seed += 1) {
    const kind = mutationKinds[seed % mutationKinds.length] ?? '';
    const mutation = await mutate(victim, kind, seededRandom(seed));
    if (mutation === null) continue;
    done += 1;
    if (await isAccepted(mutation.file, signing)) missed.push(`seed ${seed}: ${kind}`);
  }
  return { missed, seconds: (performance.now() - startedAt) / 1_000 };
}

async function isAccepted(file: Buffer, signing: SigningKey): Promise<boolean> {
  const source = fromOctets(file);
  return (await verifyExport({ source, runner: inThisThread(source), key: signing.key, seen: [] })).ok;
}
