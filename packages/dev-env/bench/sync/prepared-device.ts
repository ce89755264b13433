import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  bodyCommitment,
  canonicalJson,
  deviceGenesis,
  operationHash,
  protocolVersion,
  segmentSeal,
  type EnrolResponse,
  type HashHex,
  type Sha256,
  type WireOperation,
} from '@truc/sync/protocol';

/** The platform's own, which is quicker than the browser's pure one. */
export const nativeSha256: Sha256 = (octets) => createHash('sha256').update(octets).digest();

export type Preparation = {
  readonly device: EnrolResponse;
  readonly actor: string;
  readonly batches: number;
  readonly batchSize: number;
  /** Scope of operation `n` (from 1) of this device. */
  readonly scopeOf: (n: number) => string;
};

/** Every push of one device as the octets of its request body: dense, chained, sealed, before any clock starts. */
export function preparePushes({ device, actor, batches, batchSize, scopeOf }: Preparation): Buffer[] {
  const { dev, inst } = device;
  let prev: HashHex = deviceGenesis(nativeSha256, dev, inst);
  let n = 0;

  function nextOperation(): WireOperation {
    n += 1;
    const operation = writeOperation({ device, actor, scope: scopeOf(n), n, prev });
    prev = operationHash(nativeSha256, operation.h);
    return operation;
  }

  return Array.from({ length: batches }, (_, at) => {
    const ops = Array.from({ length: batchSize }, nextOperation);
    const total = batches * batchSize;
    const from = at * batchSize + 1;
    const seal = segmentSeal(nativeSha256, ops);
    const push = { v: protocolVersion, dev, inst, maxN: total, unsent: total - from + 1, from, seal, ops };
    return Buffer.from(JSON.stringify(push));
  });
}

type Place = {
  readonly device: EnrolResponse;
  readonly actor: string;
  readonly scope: string;
  readonly n: number;
  readonly prev: HashHex;
};

function writeOperation({ device, actor, scope, n, prev }: Place): WireOperation {
  const wall = Date.now();
  const s = randomBytes(16).toString('base64url');
  const text = `Vị trí số ${n}: quan sát bình thường, không có người ra vào ngoài phân công.`;
  const b = canonicalJson({ text, phrase: null, camera: null });
  const h = canonicalJson({
    opId: randomUUID(),
    dev: device.dev,
    inst: device.inst,
    n,
    prev,
    hlc: { t: wall, c: 0 },
    wall,
    mono: n,
    off: 0,
    err: 5,
    actor,
    lease: null,
    scope,
    kind: 'logbook.entry',
    v: 1,
    commit: bodyCommitment(nativeSha256, s, b),
  });
  return { h, b, s };
}
