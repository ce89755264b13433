import type { SendableRecord } from '@truc/sync/client';
import {
  assembleOperation,
  toBase64Url,
  type SealedOperation,
  type WireOperation,
} from '@truc/sync/protocol';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import { openContent } from '#lib/ports/vault/operation-cipher.ts';
import type { LockedOperation, OperationRow } from './outbox-db.ts';

/** The keys that are open while a store works. */
export type OpenKeys = Pick<Keyring, 'of' | 'ofTag' | 'tagOf' | 'current'>;

/** The operation's octets, or null where its key is not here. */
export async function openOperation(row: OperationRow, keys: OpenKeys): Promise<WireOperation | null> {
  if ('op' in row) return row.op;
  const key = keys.ofTag(row.scope);
  const content = key === null ? null : await openContent(row.opId, row, key);
  return content === null ? null : assembleOperation(content, row);
}

/** As it goes to the server: in the open where it can be read here, else sealed. */
export async function toSendable(row: OperationRow, keys: OpenKeys): Promise<SendableRecord> {
  const { dev, inst, n, opId, hash } = row;
  if ('op' in row) return { dev, inst, n, opId, hash, wall: row.wall, op: row.op };
  const op = (await openOperation(row, keys)) ?? { sealed: toSealed(row) };
  return { dev, inst, n, opId, hash, wall: row.hlc.t, op };
}

export function toSealed({ opId, prev, hlc, hash, iv, ct, seal }: LockedOperation): SealedOperation {
  return {
    opId,
    prev,
    hlc,
    hash,
    iv: toBase64Url(iv),
    ct: toBase64Url(ct),
    seal: {
      key: seal.key,
      epk: toBase64Url(seal.epk),
      iv: toBase64Url(seal.iv),
      wrapped: toBase64Url(seal.wrapped),
    },
  };
}
