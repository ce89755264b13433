/** A log as a database holds it, made in memory: entries of several devices in several scopes, and the records over them. */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import {
  nextOutcomes,
  noteKey,
  outcomesGenesis,
  recordDigest,
  signNote,
  strayDigest,
  TreeEdge,
  writeCheckpoint,
  writeNote,
  writeRecord,
  writeStanding,
  type Checkpoint,
  type EvidenceRecord,
} from '@truc/sync/evidence';
import {
  bodyCommitment,
  canonicalJson,
  deviceGenesis,
  nextScopeChain,
  operationHash,
  scopeGenesis,
  segmentClaim,
  type DeviceId,
  type HashHex,
  type ScopeId,
} from '@truc/sync/protocol';
import type { ExportEntry, ExportSegment, SigningKey } from '@truc/server/evidence';
import { nativeSha256 } from '../sync/prepared-device.ts';

export type SampleScope = { readonly scope: ScopeId; born: number; entries: ExportEntry[] };
export type SampleLog = {
  readonly scopes: SampleScope[];
  records: EvidenceRecord[];
  readonly devices: readonly SampleDevice[];
  segments: ExportSegment[];
};
type KeyPair = ReturnType<typeof generateKeyPairSync>;
export type SampleDevice = {
  readonly dev: DeviceId;
  readonly inst: number;
  readonly spki: string;
  readonly keys: KeyPair;
  n: number;
  last: HashHex;
};

export function makeSigningKey(name: string): SigningKey {
  const pair = generateKeyPairSync('ed25519');
  const publicKey = Uint8Array.from(pair.publicKey.export({ format: 'der', type: 'spki' }).subarray(12));
  return {
    key: noteKey(nativeSha256, { kind: 'ed25519', name, publicKey }),
    sign: (message) => sign(null, message, pair.privateKey),
  };
}

export function makeDevice(number: number): SampleDevice {
  const dev = `00000000-0000-7000-8000-${String(number).padStart(12, '0')}` as DeviceId;
  const keys = generateKeyPairSync('ed25519');
  const spki = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
  return { dev, inst: 1, n: 0, last: deviceGenesis(nativeSha256, dev, 1), spki, keys };
}

export type EntryShape = {
  readonly device: SampleDevice;
  readonly scope: ScopeId;
  readonly seq: number;
  readonly recvAt: number;
  readonly text: string;
  /** Chance, unless given. */
  readonly salt?: string;
};

/** One accepted entry; moves its device's chain along. */
export function writeSampleEntry(shape: EntryShape): ExportEntry {
  const { device, scope, seq, recvAt, text, salt = randomBytes(16).toString('base64url') } = shape;
  const body = canonicalJson({ text, phrase: null, camera: null });
  device.n += 1;
  const { dev, inst, n } = device;
  const header = canonicalJson({
    opId: `${dev.slice(28)}-0000-7000-8000-${String(n).padStart(12, '0')}`,
    ...{ dev, inst, n, prev: device.last, hlc: { t: recvAt, c: 0 }, wall: recvAt, mono: n, off: 0, err: 5 },
    ...{ actor: 'tran-van-khanh', lease: null, scope, kind: 'logbook.entry', v: 1 },
    commit: bodyCommitment(nativeSha256, salt, body),
  });
  device.last = operationHash(nativeSha256, header);
  const octets = { header: Buffer.from(header), body: Buffer.from(body), salt: Buffer.from(salt) };
  const standing = { seq, status: 'accepted', code: null, fork: false, dev, inst, n, stray: null };
  return { ...standing, recvAt, hash: device.last, ...octets };
}

/** The same entry as it stands in quarantine, where its header vouches for nothing. */
export function quarantined(entry: ExportEntry, code: string, fork = false): ExportEntry {
  const { body, salt } = entry;
  const stray = strayDigest(nativeSha256, body ?? Buffer.alloc(0), salt ?? Buffer.alloc(0));
  return { ...entry, status: 'quarantined', code, fork, stray: Buffer.from(stray).toString('hex') };
}

/** Records the newest head of every scope, as the server's job does. */
export function recordHeads(log: SampleLog, at: number, epoch = 1): void {
  for (const { scope, born, entries } of log.scopes) {
    const seq = entries.length;
    if (seq === 0) continue;
    const { chain, outcomes } = runningHashes({ scope, born, entries });
    log.records.push({ type: 'head', scope, epoch, seq, chain, outcomes, at });
  }
}

export function runningHashes({ scope, born, entries }: SampleScope): { chain: HashHex; outcomes: HashHex } {
  const running = new RunningScope(scope, born);
  for (const entry of entries) running.take(entry);
  return running.hashes();
}

/** The running hashes of one scope, entry by entry. */
export class RunningScope {
  #chain: HashHex;
  #outcomes: Uint8Array;

  constructor(scope: ScopeId, born: number) {
    this.#chain = scopeGenesis(nativeSha256, scope, born);
    this.#outcomes = outcomesGenesis(nativeSha256, scope);
  }

  take(entry: ExportEntry): void {
    const { seq, hash, recvAt } = entry;
    this.#chain = nextScopeChain(nativeSha256, { chain: this.#chain, seq, hash, recvAt });
    this.#outcomes = nextOutcomes(nativeSha256, this.#outcomes, writeStanding(entry));
  }

  hashes(): { chain: HashHex; outcomes: HashHex } {
    return { chain: this.#chain, outcomes: Buffer.from(this.#outcomes).toString('hex') as HashHex };
  }
}

export function signSegments(log: SampleLog): void {
  for (const device of log.devices) {
    if (device.n === 0) continue;
    const { dev, inst, n, last, keys } = device;
    const claim = segmentClaim({ dev, inst, from: 1, to: n, hash: last });
    const sig = sign(null, claim, keys.privateKey).toString('base64url');
    log.segments.push({ dev, inst, from: 1, to: n, hash: last, sig });
  }
}

export type SignedTree = { readonly checkpoint: Checkpoint; readonly note: string };

export function signTree(records: readonly EvidenceRecord[], signing: SigningKey): SignedTree {
  const edge = new TreeEdge(nativeSha256);
  for (const record of records) edge.append(recordDigest(nativeSha256, writeRecord(record)));
  const checkpoint = { origin: signing.key.name, size: edge.size, root: edge.root() };
  const text = writeCheckpoint(checkpoint);
  return { checkpoint, note: writeNote({ text, signatures: [signNote(text, signing.key, signing.sign)] }) };
}

const start = 1_800_000_000_000;

/** Three scopes, two devices, a quarantine, a fork, a body that was ordered out, a restore: small, and with everything in it. */
export function makeSmallLog(): SampleLog {
  const devices = [makeDevice(1), makeDevice(2)];
  const [one, two] = devices as [SampleDevice, SampleDevice];
  const scopes = ['post:gate', 'post:yard', 'quarantine:f-01'].map((scope) => ({
    scope: scope as ScopeId,
    born: 1,
    entries: [] as ExportEntry[],
  }));
  const [gate, yard, quarantine] = scopes as [SampleScope, SampleScope, SampleScope];
  const log: SampleLog = { scopes, records: [], devices, segments: [] };
  for (const { dev, inst, spki } of devices)
    log.records.push({ type: 'device_key', dev, inst, alg: 'Ed25519', spki, at: start });
  const write = (scope: SampleScope, device: SampleDevice, named = scope.scope) => {
    const seq = scope.entries.length + 1;
    return writeSampleEntry({ device, scope: named, seq, recvAt: start + seq * 1_000, text: `Mục ${seq}` });
  };
  for (let at = 0; at < 3; at += 1) gate.entries.push(write(gate, at === 1 ? two : one));
  yard.entries.push(write(yard, two));
  yard.entries.push(write(yard, one));
  recordHeads(log, start + 10_000);
  gate.entries.push(write(gate, one));
  quarantine.entries.push(quarantined(write(quarantine, two, yard.scope), 'actor_not_permitted'));
  const fork = write(quarantine, { ...one, n: 1 }, gate.scope);
  quarantine.entries.push(quarantined(fork, 'device_fork', true));
  recordHeads(log, start + 20_000);
  // A life that was lost: what the record says of it is no longer there, and a restore declares it.
  const from = log.records.length;
  const lost = writeSampleEntry({
    device: { ...one },
    scope: gate.scope,
    seq: 5,
    recvAt: start + 21_000,
    text: 'Mất',
  });
  recordHeads({ ...log, scopes: [{ ...gate, entries: [...gate.entries, lost] }] }, start + 22_000);
  log.records.push({ type: 'restore', from, epoch: 2, at: start + 23_000 });
  gate.entries.push(write(gate, one));
  gate.entries.push(write(gate, two));
  yard.entries.push(write(yard, two));
  const [, ordered] = gate.entries as [ExportEntry, ExportEntry];
  const { scope } = gate;
  log.records.push({
    type: 'redaction',
    scope,
    seq: 2,
    hash: ordered.hash,
    decision: '12/2021/QĐ-TA',
    at: start + 24_000,
  });
  gate.entries[1] = { ...ordered, body: null, salt: null };
  recordHeads(log, start + 30_000, 2);
  signSegments(log);
  return log;
}
