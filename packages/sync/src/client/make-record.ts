import { invariant, type Clock, type RandomBytes } from '@truc/base';
import {
  assembleOperation,
  bodyCommitment,
  bodyLimitBytes,
  canonicalJson,
  exceedsUtf8,
  freshOperationId,
  freshSalt,
  headerLimitBytes,
  operationHash,
  type Json,
  type OperationContent,
  type PersonId,
  type ScopeId,
  type Sha256,
} from '@truc/sync/protocol';
import { readClock, type ClockOffset } from './clock-offset.ts';
import { nextHybridTime } from './hybrid-clock.ts';
import type { OperationDraft } from './ports.ts';

/** An event of the domain to be kept and sent. `v`: version of the kind's body. */
export type WriteCommand = {
  readonly scope: ScopeId;
  readonly kind: string;
  readonly v: number;
  readonly actor: PersonId;
  readonly body: Json;
  /** Versions of the fields that the author saw: commands on incidents only. */
  readonly base?: Readonly<Record<string, number>>;
  /** Must not wait behind a backlog, nor for a turn. */
  readonly urgent?: boolean;
};

export type RecordMaker = {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly sha256: Sha256;
  readonly offset: ClockOffset;
  /** Id of the lease under which the command's actor writes here, or null. */
  readonly lease: string | null;
};

/**
 * All that does not depend on the device's row, so that a store can encrypt it before its transaction begins.
 * @throws when the body is beyond the limit of an operation: forms cut text long before.
 */
export function draftOperation(command: WriteCommand, maker: RecordMaker): OperationDraft {
  const { sha256, lease } = maker;
  const { scope, kind, v: version, actor } = command;
  const body = canonicalJson(command.body);
  invariant(!exceedsUtf8(body, bodyLimitBytes), 'the body of an operation fits its limit');
  const salt = freshSalt(maker.randomBytes);
  const { wall, mono } = readClock(maker.clock);
  const opId = freshOperationId(wall, maker.randomBytes);
  const commit = bodyCommitment(sha256, salt, body);
  const offset = maker.offset.estimate({ wall, mono });
  const off = offset?.off ?? null;
  const err = offset?.err ?? null;
  const header = { opId, wall, mono, off, err, actor, lease, scope, kind, v: version, commit };
  const { base } = command;
  const content: OperationContent = {
    header: base === undefined ? header : { ...header, base: { ...base } },
    body,
    salt,
  };
  return {
    opId,
    scope,
    content,
    finish(device) {
      const { dev, inst } = device;
      const n = device.n + 1;
      // The server's time where it is known: a clock that is years ahead must not carry the hybrid clock off for ever.
      const hlc = nextHybridTime(device.hlc, Math.max(0, wall + (offset?.off ?? 0)));
      const op = assembleOperation(content, { dev, inst, n, prev: device.hash, hlc });
      invariant(!exceedsUtf8(op.h, headerLimitBytes), 'the header of an operation fits its limit');
      const hash = operationHash(sha256, op.h);
      return {
        record: { dev, inst, n, opId, scope, actor, kind, wall, hash, op },
        device: { dev, inst, n, hash, hlc },
      };
    },
  };
}
