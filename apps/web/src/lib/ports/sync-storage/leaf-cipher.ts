import type { ReplicaLeaf } from '@truc/sync/client';
import {
  HashHexSchema,
  LeafSchema,
  OperationIdSchema,
  PersonIdSchema,
  ScopeIdSchema,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { decrypt, encrypt, toOctets, toText } from '#lib/ports/vault/aes.ts';
import type { ScopeKey } from '#lib/ports/vault/scope-key.ts';
import type { LeafRow } from './replica-db.ts';

const KeptLeafSchema = v.strictObject({
  ...LeafSchema.entries,
  scope: ScopeIdSchema,
  hash: HashHexSchema,
  opId: v.nullable(OperationIdSchema),
  actor: v.nullable(PersonIdSchema),
  kind: v.nullable(v.string()),
  wall: v.nullable(v.number()),
});

export async function lockLeaf(leaf: ReplicaLeaf, { tag, key }: ScopeKey): Promise<LeafRow> {
  const { seq, opId } = leaf;
  const encrypted = await encrypt(key, toOctets(JSON.stringify(leaf)), leafLabel(tag, seq));
  return { scope: tag, seq, opId, ...encrypted };
}

/** Null when it is not what was stored at this place under this key. */
export async function openLeaf(row: LeafRow, { tag, key }: ScopeKey): Promise<ReplicaLeaf | null> {
  const octets = await decrypt(key, row, leafLabel(tag, row.seq));
  const parsed = octets === null ? null : v.safeParse(KeptLeafSchema, JSON.parse(toText(octets)));
  return parsed?.success === true ? parsed.output : null;
}

function leafLabel(tag: string, seq: number): string {
  return `truc-leaf-1:${tag}:${seq}`;
}
