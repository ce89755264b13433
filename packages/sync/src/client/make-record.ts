import { invariant, uuidV7, type Clock, type RandomBytes } from '@truc/base';
import * as v from 'valibot';
import {
  bodyCommitment,
  bodyLimitBytes,
  canonicalJson,
  headerLimitBytes,
  operationHash,
  OperationIdSchema,
  toBase64Url,
  utf8Length,
  type Json,
  type OperationHeader,
  type PersonId,
  type ScopeId,
  type Sha256,
} from '@truc/sync/protocol';
import { readClock, type ClockOffset } from './clock-offset.ts';
import { nextHybridTime } from './hybrid-clock.ts';
import type { MakeRecord } from './ports.ts';

/** An event of the domain to be kept and sent. `v`: version of the kind's body. */
export type WriteCommand = {
  readonly scope: ScopeId;
  readonly kind: string;
  readonly v: number;
  readonly actor: PersonId;
  readonly body: Json;
};

export type RecordMaker = {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly sha256: Sha256;
  readonly offset: ClockOffset;
};

/**
 * Prepares all that does not depend on the device's row; what is returned runs inside the storing transaction.
 * @throws when the body is beyond the limit of an operation: forms cut text long before.
 */
export function prepareRecord(command: WriteCommand, maker: RecordMaker): MakeRecord {
  const { sha256 } = maker;
  const body = canonicalJson(command.body);
  invariant(utf8Length(body) <= bodyLimitBytes, 'the body of an operation fits its limit');
  const salt = toBase64Url(maker.randomBytes.bytes(16));
  const { wall, mono } = readClock(maker.clock);
  const opId = v.parse(OperationIdSchema, uuidV7(wall, maker.randomBytes));
  const commit = bodyCommitment(sha256, salt, body);
  const offset = maker.offset.estimate({ wall, mono });
  return (device) => {
    const header = {
      opId,
      dev: device.dev,
      inst: device.inst,
      n: device.n + 1,
      prev: device.hash,
      hlc: nextHybridTime(device.hlc, wall),
      wall,
      mono,
      off: offset?.off ?? null,
      err: offset?.err ?? null,
      actor: command.actor,
      lease: null,
      scope: command.scope,
      kind: command.kind,
      v: command.v,
      commit,
    } satisfies OperationHeader;
    const h = canonicalJson(header);
    invariant(utf8Length(h) <= headerLimitBytes, 'the header of an operation fits its limit');
    const hash = operationHash(sha256, h);
    const { dev, inst, n, scope, actor, kind, hlc } = header;
    return {
      record: { dev, inst, n, opId, scope, actor, kind, wall, hash, op: { h, b: body, s: salt } },
      device: { dev, inst, n, hash, hlc },
    };
  };
}
