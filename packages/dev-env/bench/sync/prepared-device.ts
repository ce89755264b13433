import { hash, randomBytes, sign } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { uuidV7 } from '@truc/base';
import {
  bodyCommitment,
  canonicalJson,
  compactOperations,
  deviceGenesis,
  operationHash,
  protocolVersion,
  segmentClaim,
  segmentSeal,
  type HashHex,
  type PushRequest,
  type Sha256,
  type WireOperation,
} from '@truc/sync/protocol';
import type { EnrolledDevice } from '../world/signed-in-client.ts';

/** The platform's own, which is quicker than the browser's pure one. */
export const nativeSha256: Sha256 = Object.assign((octets: Uint8Array) => hash('sha256', octets, 'buffer'), {
  hex: (input: Uint8Array | string) => hash('sha256', input, 'hex'),
});

export type Preparation = {
  readonly device: EnrolledDevice;
  readonly batches: number;
  readonly batchSize: number;
  /** Scope and words of operation `n` (from 1) of this device. */
  readonly scopeOf: (n: number) => string;
  readonly textOf: (n: number) => string;
};

/** A push as it goes over the wire: compact and gzipped, as a tablet sends it. */
export type PreparedPush = { readonly body: Buffer; readonly from: number; readonly count: number };

/** One device's writings, made before any clock starts: dense, chained, sealed and signed. */
export class PreparedDevice {
  readonly #device: EnrolledDevice;
  readonly #total: number;
  #prev: HashHex;
  #n = 0;

  /** `total`: how many operations it says that it holds. */
  constructor(device: EnrolledDevice, total: number) {
    this.#device = device;
    this.#total = total;
    this.#prev = deviceGenesis(nativeSha256, device.dev, device.inst);
  }

  /** The next operations as one push. */
  push(
    count: number,
    written: Pick<Preparation, 'scopeOf' | 'textOf'>,
    lane: PushRequest['lane'] = 'bulk',
  ): PreparedPush {
    const { dev, inst, key } = this.#device;
    const from = this.#n + 1;
    const ops = Array.from({ length: count }, () => this.#write(written));
    const claim = segmentClaim({ dev, inst, from, to: this.#n, hash: this.#prev });
    const push: PushRequest = {
      v: protocolVersion,
      dev,
      inst,
      maxN: Math.max(this.#total, this.#n),
      unsent: Math.max(this.#total, this.#n) - from + 1,
      from,
      seal: segmentSeal(nativeSha256, ops),
      sig: sign(null, claim, key).toString('base64url'),
      lane,
      ops: compactOperations(ops, { dev, inst, from }, nativeSha256),
    };
    return { body: gzipSync(JSON.stringify(push)), from, count };
  }

  #write({ scopeOf, textOf }: Pick<Preparation, 'scopeOf' | 'textOf'>): WireOperation {
    this.#n += 1;
    const { dev, inst, lease } = this.#device;
    const wall = Date.now();
    const s = randomBytes(16).toString('base64url');
    const b = canonicalJson({ text: textOf(this.#n), phrase: null, camera: null });
    const h = canonicalJson({
      opId: uuidV7(wall, { bytes: (length) => randomBytes(length) }),
      dev,
      inst,
      n: this.#n,
      prev: this.#prev,
      hlc: { t: wall, c: 0 },
      wall,
      mono: Math.round(performance.now()),
      off: 0,
      err: 5,
      actor: lease.person,
      lease: lease.id,
      scope: scopeOf(this.#n),
      kind: 'logbook.entry',
      v: 1,
      commit: bodyCommitment(nativeSha256, s, b),
    });
    this.#prev = operationHash(nativeSha256, h);
    return { h, b, s };
  }
}

/** Every push of one device. */
export function preparePushes({ device, batches, batchSize, ...written }: Preparation): PreparedPush[] {
  const prepared = new PreparedDevice(device, batches * batchSize);
  return Array.from({ length: batches }, () => prepared.push(batchSize, written));
}
