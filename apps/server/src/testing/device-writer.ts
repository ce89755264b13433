import { randomBytes, randomUUID, sign, type KeyObject } from 'node:crypto';
import {
  bodyCommitment,
  canonicalJson,
  deviceGenesis,
  operationHash,
  protocolVersion,
  segmentClaim,
  segmentSeal,
  type DeviceId,
  type HashHex,
  type Json,
  type PushRequest,
  type TravellingOperation,
  type SealKey,
  type WireOperation,
} from '@truc/sync/protocol';
import { nativeSha256 } from '../config/system-ports.ts';
import { sealOperation } from './seal-operation.ts';

export type Writing = { readonly actor: string; readonly scope: string; readonly text: string };

/** A push with its operations in the open, or sealed. */
export type WrittenPush = Omit<PushRequest, 'ops'> & { ops: TravellingOperation[] };

export type RawParts = {
  readonly actor: string;
  readonly scope: string;
  readonly kind: string;
  readonly v: number;
  readonly base?: Readonly<Record<string, number>>;
};

/** Writes operations as one installation of a device does: dense, and each linked to the one before. */
export class DeviceWriter {
  readonly dev: DeviceId;
  readonly inst: number;
  readonly ops: WireOperation[] = [];
  readonly opIds: string[] = [];
  /** The lease that it writes under. */
  lease: string | null = null;
  /** Its clock, and the server time that it measured. */
  time: { wall: number; off: number | null; err: number | null } = {
    wall: 1_623_741_600_000,
    off: 0,
    err: 5,
  };
  readonly #key: KeyObject | null;
  readonly #hashes: HashHex[] = [];
  #last: HashHex;

  constructor(dev: DeviceId, inst = 1, key: KeyObject | null = null) {
    this.dev = dev;
    this.inst = inst;
    this.#key = key;
    this.#last = deviceGenesis(nativeSha256, dev, inst);
  }

  /** The hash of the newest operation. */
  get last(): HashHex {
    return this.#last;
  }

  write(writing: Writing): void {
    const body = canonicalJson({ text: writing.text, phrase: null, camera: null });
    this.writeRaw({ actor: writing.actor, scope: writing.scope, kind: 'logbook.entry', v: 1 }, body);
  }

  writeRaw(parts: RawParts, body: string): void {
    const salt = randomBytes(16).toString('base64url');
    const opId = randomUUID();
    const header: Json = {
      ...parts,
      opId,
      dev: this.dev,
      inst: this.inst,
      n: this.ops.length + 1,
      prev: this.#last,
      hlc: { t: 1_623_741_600_000, c: this.ops.length },
      ...this.time,
      mono: 1_000,
      lease: this.lease,
      commit: bodyCommitment(nativeSha256, salt, body),
    };
    const op = { h: canonicalJson(header), b: body, s: salt };
    this.#last = operationHash(nativeSha256, op.h);
    this.#hashes.push(this.#last);
    this.ops.push(op);
    this.opIds.push(opId);
  }

  /** The push of operations `from` to `to`, both counted. */
  segment(from = 1, to = this.ops.length): WrittenPush {
    return this.send(this.ops.slice(from - 1, to), from);
  }

  /** The same push, of operations that only the server can open. */
  sealedSegment(to: SealKey, from = 1): WrittenPush {
    const ops = this.ops.slice(from - 1).map((op) => ({ sealed: sealOperation(op, to) }));
    return this.send(ops, from);
  }

  send(ops: TravellingOperation[], from: number): WrittenPush {
    return {
      v: protocolVersion,
      dev: this.dev,
      inst: this.inst,
      maxN: this.ops.length,
      unsent: ops.length,
      from,
      seal: segmentSeal(nativeSha256, ops),
      sig: this.#sign(from, from + ops.length - 1),
      lane: 'bulk',
      ops,
    };
  }

  #sign(from: number, to: number): string | null {
    const hash = this.#hashes[to - 1];
    if (this.#key === null || hash === undefined) return null;
    const claim = segmentClaim({ dev: this.dev, inst: this.inst, from, to, hash });
    return sign(null, claim, this.#key).toString('base64url');
  }
}
