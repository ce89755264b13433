/** What somebody does to a log who would change what it says. Each kind is drawn by a seeded random number. */
import { isDeepStrictEqual } from 'node:util';
import { strayDigest } from '@truc/sync/evidence';
import { operationHash } from '@truc/sync/protocol';
import type { ExportEntry, SigningKey } from '@truc/server/evidence';
import { nativeSha256 } from '../sync/prepared-device.ts';
import { exportSample } from './export-sample.ts';
import {
  makeSigningKey,
  recordHeads,
  signTree,
  writeSampleEntry,
  type SampleLog,
  type SampleScope,
  type SignedTree,
} from './sample-log.ts';

export type Random = (below: number) => number;

/** mulberry32: small, and the same on every machine. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

export type Victim = {
  readonly log: SampleLog;
  readonly tree: SignedTree;
  /** A tree that was signed earlier: what a rollback would put in place. */
  readonly older: SignedTree;
  readonly signing: SigningKey;
  readonly file: Buffer;
};
export type Mutation = { readonly kind: string; readonly file: Buffer };

type FileChange = (file: Buffer, random: Random) => Buffer;
const fileChanges: Readonly<Record<string, FileChange>> = {
  'an octet is changed': (file, random) => {
    const changed = Buffer.from(file);
    const at = random(file.length);
    changed[at] = (changed[at] ?? 0) ^ (1 + random(255));
    return changed;
  },
  'octets are deleted': (file, random) => {
    const at = random(file.length);
    return Buffer.concat([file.subarray(0, at), file.subarray(at + 1 + random(40))]);
  },
  'octets are inserted': (file, random) => {
    const at = random(file.length + 1);
    const more = Buffer.from(Array.from({ length: 1 + random(8) }, () => random(256)));
    return Buffer.concat([file.subarray(0, at), more, file.subarray(at)]);
  },
  'two stretches are swapped': (file, random) => {
    const length = 1 + random(64);
    const [a = 0, b = 0] = [random(file.length - length), random(file.length - length)].sort((x, y) => x - y);
    if (b < a + length) return Buffer.from(file);
    const parts = [file.subarray(0, a), file.subarray(b, b + length), file.subarray(a + length, b)];
    return Buffer.concat([...parts, file.subarray(a, a + length), file.subarray(b + length)]);
  },
  'a stretch is doubled': (file, random) => {
    const at = random(file.length);
    const end = Math.min(file.length, at + 1 + random(200));
    return Buffer.concat([file.subarray(0, end), file.subarray(at)]);
  },
  'the tail is cut off': (file, random) => Buffer.from(file.subarray(0, random(file.length))),
};

/** Changes to the database itself: hashes are made to fit again by whoever exports it, signatures are not. */
type LogChange = (log: SampleLog, random: Random, victim: Victim) => SignedTree | void;
const logChanges: Readonly<Record<string, LogChange>> = {
  'an entry is deleted and the rest renumbered': (log, random) => {
    const { entries } = pickScope(log, random);
    entries.splice(random(entries.length), 1);
    renumber(entries);
  },
  'an entry is deleted': (log, random) => {
    const { entries } = pickScope(log, random);
    entries.splice(random(entries.length), 1);
  },
  'a forged entry is put in': (log, random) => {
    const scope = pickScope(log, random);
    const at = random(scope.entries.length + 1);
    const device = { ...pick(log.devices, random) };
    const shape = { device, scope: scope.scope, seq: at + 1, recvAt: 1_800_000_000_500, text: 'Không có gì' };
    scope.entries.splice(at, 0, writeSampleEntry(shape));
    renumber(scope.entries);
  },
  'two entries change places': (log, random) => {
    const { entries } = pickScope(log, random);
    const [a, b] = [random(entries.length), random(entries.length)];
    [entries[a], entries[b]] = [entries[b] as ExportEntry, entries[a] as ExportEntry];
    renumber(entries);
  },
  'an entry moves to another scope': (log, random) => {
    const [from, to] = [pickScope(log, random), pickScope(log, random)];
    const [entry] = from.entries.splice(random(from.entries.length), 1);
    if (entry !== undefined) to.entries.splice(random(to.entries.length + 1), 0, entry);
    renumber(from.entries);
    renumber(to.entries);
  },
  'the time of receipt is changed': (log, random) => {
    change(log, random, (entry) => ({ ...entry, recvAt: entry.recvAt + 1 + random(100_000) }));
  },
  'the outcome is changed': (log, random) => {
    change(log, random, (entry) => ({
      ...entry,
      ...pick([{ status: 'accepted_late' }, { code: 'device_blocked' }, { fork: !entry.fork }], random),
    }));
  },
  'device or place beside the entry is changed': (log, random) => {
    change(log, random, (entry) => ({
      ...entry,
      ...pick([{ n: entry.n + 1 }, { inst: entry.inst + 1 }], random),
    }));
  },
  'bodies are exchanged': (log, random) => {
    const [a, b] = [pickScope(log, random).entries, pickScope(log, random).entries];
    const [at, bt] = [random(a.length), random(b.length)];
    const [one, two] = [a[at] as ExportEntry, b[bt] as ExportEntry];
    a[at] = { ...one, body: two.body, salt: two.salt };
    b[bt] = { ...two, body: one.body, salt: one.salt };
  },
  'salts are exchanged': (log, random) => {
    const { entries } = pickScope(log, random);
    const [at, bt] = [random(entries.length), random(entries.length)];
    const [one, two] = [entries[at] as ExportEntry, entries[bt] as ExportEntry];
    if (one.salt === null || two.salt === null) return;
    entries[at] = { ...one, salt: two.salt };
    entries[bt] = { ...two, salt: one.salt };
  },
  'a body is rewritten': (log, random) => {
    change(log, random, (entry) => ({ ...entry, body: rewritten(entry.body ?? Buffer.from('{}'), random) }));
  },
  'a quarantined body is rewritten with its digest': (log, random) => {
    const { entries } = log.scopes[2] as SampleScope;
    const at = random(entries.length);
    const entry = entries[at] as ExportEntry;
    const body = rewritten(entry.body ?? Buffer.alloc(0), random);
    const stray = Buffer.from(strayDigest(nativeSha256, body, entry.salt ?? Buffer.alloc(0))).toString('hex');
    entries[at] = { ...entry, body, stray };
  },
  'a body is taken out without a decision': (log, random) => {
    change(log, random, (entry) => ({ ...entry, body: null, salt: null }));
  },
  'a header is rewritten and everything chained again': (log, random) => {
    change(log, random, (entry) => {
      const header = rewritten(entry.header, random);
      return { ...entry, header, hash: operationHash(nativeSha256, header.toString()) };
    });
    rewriteHeads(log);
  },
  'everything is chained again and signed by another key': (log, random, victim) => {
    change(log, random, (entry) => ({ ...entry, recvAt: entry.recvAt + 1 }));
    rewriteHeads(log);
    return signTree(log.records, makeSigningKeyOnce(victim.signing.key.name));
  },
  'the newest entries are cut off': (log, random) => {
    const { entries } = pickScope(log, random);
    entries.splice(random(entries.length));
  },
  'a scope is left out': (log, random) => {
    log.scopes.splice(random(log.scopes.length), 1);
  },
  'the log is rolled back under its newest checkpoint': (log, random, { older }) => {
    rollBack(log, older.checkpoint.size - random(2));
  },
  'the log is rolled back under an older checkpoint, its entries kept': (log, _random, { older }) => {
    log.records.splice(older.checkpoint.size);
    return older;
  },
  'the log goes on differently from an older checkpoint': (log, random, { older }) => {
    rollBack(log, older.checkpoint.size);
    const device = { ...pick(log.devices, random) };
    const { scope, entries } = log.scopes[random(2)] as SampleScope;
    entries.push(
      writeSampleEntry({ device, scope, seq: entries.length + 1, recvAt: 1_800_000_031_000, text: 'Khác' }),
    );
    recordHeads(log, 1_800_000_032_000, 2);
    return pick([older, undefined], random);
  },
  'a record is dropped, doubled or moved': (log, random) => {
    const at = random(log.records.length);
    const [record] = log.records.splice(at, 1);
    if (record === undefined || random(3) === 0) return;
    const to = random(log.records.length + 1);
    log.records.splice(to, 0, record, ...(random(2) === 0 ? [record] : []));
  },
  'a restore is declared to hide heads': (log, random) => {
    log.records.splice(random(log.records.length + 1), 0, {
      ...{ type: 'restore' as const, from: random(log.records.length), epoch: 9, at: 1_800_000_040_000 },
    });
    pickScope(log, random).entries.pop();
  },
  'a decision is invented': (log, random) => {
    const { scope, entries } = pickScope(log, random);
    const at = random(entries.length);
    const entry = entries[at] as ExportEntry;
    entries[at] = { ...entry, body: null, salt: null };
    const { hash, seq } = entry;
    log.records.push({ type: 'redaction', scope, seq, hash, decision: '99/2021', at: 1_800_000_041_000 });
  },
  'a device’s key is exchanged for the forger’s': (log) => {
    log.records = log.records.map((record) =>
      record.type === 'device_key' ? { ...record, spki: record.spki.replace(/.$/, 'A') } : record,
    );
  },
  'a device’s signature is put under another segment': (log, random) => {
    const at = random(log.segments.length);
    const segment = log.segments[at];
    if (segment !== undefined)
      log.segments[at] = { ...segment, ...pick([{ to: segment.to + 1 }, { from: 2 }, { inst: 2 }], random) };
  },
  'the epoch of a log’s birth is changed': (log, random) => {
    pickScope(log, random).born += 1 + random(3);
  },
};

export const mutationKinds = [...Object.keys(fileChanges), ...Object.keys(logChanges)];

/** One mutation of the kind, or null when chance has changed nothing. */
export async function mutate(victim: Victim, kind: string, random: Random): Promise<Mutation | null> {
  const { file } = victim;
  const onFile = fileChanges[kind];
  const mutated = onFile === undefined ? await onLog(victim, kind, random) : onFile(file, random);
  if (mutated === null || mutated.equals(file)) return null;
  return { kind, file: mutated };
}

async function onLog(victim: Victim, kind: string, random: Random): Promise<Buffer | null> {
  const { log, tree, signing } = victim;
  const copy: SampleLog = {
    ...log,
    scopes: log.scopes.map((scope) => ({ ...scope, entries: [...scope.entries] })),
    records: [...log.records],
    segments: [...log.segments],
  };
  const other = logChanges[kind]?.(copy, random, victim) ?? undefined;
  const isSame = isDeepStrictEqual(
    [copy.scopes, copy.records, copy.segments],
    [log.scopes, log.records, log.segments],
  );
  // The worst case: the server itself exports, and signs, what it finds in the database.
  return isSame && other === undefined ? null : exportSample(copy, other ?? tree, signing);
}

const otherKeys = new Map<string, SigningKey>();
function makeSigningKeyOnce(name: string): SigningKey {
  const key = otherKeys.get(name) ?? makeSigningKey(name);
  otherKeys.set(name, key);
  return key;
}

function change(log: SampleLog, random: Random, make: (entry: ExportEntry) => ExportEntry): void {
  const { entries } = pickScope(log, random);
  const at = random(entries.length);
  entries[at] = make(entries[at] as ExportEntry);
}

function rewritten(octets: Uint8Array, random: Random): Buffer {
  const changed = Buffer.from(octets);
  // A digit stays a digit: what is rewritten is still readable.
  const digits = [...changed.keys()].filter((at) => (changed[at] ?? 0) >= 48 && (changed[at] ?? 0) <= 57);
  const at = digits[random(Math.max(1, digits.length))] ?? 0;
  changed[at] = 48 + (((changed[at] ?? 0) - 48 + 1 + random(9)) % 10);
  return changed;
}

/** Every head record says what the rewritten log says. */
function rewriteHeads(log: SampleLog): void {
  log.records = log.records.map((record) => {
    const scope = log.scopes.find((one) => record.type === 'head' && one.scope === record.scope);
    if (record.type !== 'head' || scope === undefined || record.seq > scope.entries.length) return record;
    const scratch: SampleLog = {
      ...log,
      records: [],
      scopes: [{ ...scope, entries: scope.entries.slice(0, record.seq) }],
    };
    recordHeads(scratch, record.at, record.epoch);
    return scratch.records[0] ?? record;
  });
}

function rollBack(log: SampleLog, size: number): void {
  log.records.splice(size);
  for (const scope of log.scopes) {
    const seqs = log.records.flatMap((record) =>
      record.type === 'head' && record.scope === scope.scope ? [record.seq] : [],
    );
    scope.entries.splice(seqs.at(-1) ?? 0);
  }
}

function renumber(entries: ExportEntry[]): void {
  for (const [at, entry] of entries.entries()) entries[at] = { ...entry, seq: at + 1 };
}

function pickScope(log: SampleLog, random: Random): SampleScope {
  return pick(log.scopes, random);
}

function pick<T>(list: readonly T[], random: Random): T {
  return list[random(list.length)] as T;
}
