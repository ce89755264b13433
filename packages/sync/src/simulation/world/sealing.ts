/** Sealed operations without their cryptography: only the simulated server reads `ct`, and nobody else tries. */
import { Buffer } from 'node:buffer';
import {
  assembleOperation,
  type OperationContent,
  type SealedOperation,
  operationHash,
  type Sha256,
} from '@truc/sync/protocol';
import type { OutboxRecord, SendableRecord } from '@truc/sync/client';
import type { Unseal } from '@truc/sync/server';

const none = 'AAAA';

type SealableRow = {
  readonly record: OutboxRecord;
  readonly content: OperationContent;
  readonly place: Pick<SealedOperation, 'prev' | 'hlc'>;
};

type SealedRecord = SendableRecord & { readonly op: { readonly sealed: SealedOperation } };

/** What leaves a tablet that cannot read the operation any more. */
export function sealRecord({ record, content, place }: SealableRow): SealedRecord {
  const { dev, inst, n, opId, wall, hash } = record;
  const ct = Buffer.from(JSON.stringify(content)).toString('base64url');
  const seal = { key: 'sealing-key', epk: none, iv: none, wrapped: none };
  return { dev, inst, n, opId, wall, hash, op: { sealed: { opId, hash, ...place, iv: none, ct, seal } } };
}

export function createUnseal(sha256: Sha256): Unseal {
  return async ({ ct, prev, hlc, hash }, { dev, inst, n }) => {
    const content = JSON.parse(Buffer.from(ct, 'base64url').toString()) as OperationContent;
    const op = assembleOperation(content, { dev, inst, n, prev, hlc });
    return operationHash(sha256, op.h) === hash ? op : null;
  };
}
