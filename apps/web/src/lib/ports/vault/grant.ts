/** What a lease brings, as it lies in a vault's ring: the scopes' keys, and the server's to seal to. */
import {
  fromBase64Url,
  LeaseSchema,
  Octets32Schema,
  ScopeIdSchema,
  SealKeySchema,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { toText, type Octets } from './aes.ts';
import type { OpenRing } from './keyring.ts';
import { openScopeKey } from './scope-key.ts';
import { createSealer } from './sealer.ts';

const GrantSchema = v.strictObject({
  lease: LeaseSchema,
  keys: v.array(v.strictObject({ scope: ScopeIdSchema, key: Octets32Schema })),
  seal: SealKeySchema,
});
export type Grant = v.InferOutput<typeof GrantSchema>;

/** Null when it is not what a vault wrote. */
export function readGrant(octets: Octets | null): Grant | null {
  if (octets === null) return null;
  const parsed = v.safeParse(GrantSchema, JSON.parse(toText(octets)));
  return parsed.success ? parsed.output : null;
}

export async function openRing({ lease, keys, seal }: Grant, root: CryptoKey | null): Promise<OpenRing> {
  const [scopes, sealer] = await Promise.all([
    Promise.all(keys.map(({ scope, key }) => openScopeKey(scope, new Uint8Array(fromBase64Url(key))))),
    createSealer(seal),
  ]);
  return { person: lease.person, root, lease, scopes, sealer };
}
