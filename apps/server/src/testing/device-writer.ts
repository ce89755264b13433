import { randomBytes, randomUUID } from 'node:crypto';
import {
  bodyCommitment,
  canonicalJson,
  deviceGenesis,
  operationHash,
  protocolVersion,
  segmentSeal,
  type DeviceId,
  type HashHex,
  type Json,
  type PushRequest,
  type WireOperation,
} from '@truc/sync/protocol';
import { nativeSha256 } from '../config/system-ports.ts';

export type Writing = { readonly actor: string; readonly scope: string; readonly text: string };

/** Writes operations as one installation of a device does: dense, and each linked to the one before. */
export class DeviceWriter {
  readonly dev: DeviceId;
  readonly inst: number;
  readonly ops: WireOperation[] = [];
  readonly opIds: string[] = [];
  #last: HashHex;

  constructor(dev: DeviceId, inst = 1) {
    this.dev = dev;
    this.inst = inst;
    this.#last = deviceGenesis(nativeSha256, dev, inst);
  }

  write(writing: Writing): void {
    const body = canonicalJson({ text: writing.text, phrase: null, camera: null });
    this.writeRaw({ actor: writing.actor, scope: writing.scope, kind: 'logbook.entry', v: 1 }, body);
  }

  writeRaw(
    parts: { readonly actor: string; readonly scope: string; readonly kind: string; readonly v: number },
    body: string,
  ): void {
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
      wall: 1_623_741_600_000,
      mono: 1_000,
      off: 0,
      err: 5,
      lease: null,
      commit: bodyCommitment(nativeSha256, salt, body),
    };
    const op = { h: canonicalJson(header), b: body, s: salt };
    this.#last = operationHash(nativeSha256, op.h);
    this.ops.push(op);
    this.opIds.push(opId);
  }

  /** The push of operations `from` to `to`, both counted. */
  segment(from = 1, to = this.ops.length): PushRequest {
    const ops = this.ops.slice(from - 1, to);
    return {
      v: protocolVersion,
      dev: this.dev,
      inst: this.inst,
      maxN: this.ops.length,
      unsent: ops.length,
      from,
      seal: segmentSeal(nativeSha256, ops),
      sig: null,
      lane: 'bulk',
      ops,
    };
  }
}
