/** Keys for tests, made as the server makes them. */
import { toBase64Url, type PersonId, type ScopeId } from '@truc/sync/protocol';
import { Keyring } from './keyring.ts';
import { openScopeKey } from './scope-key.ts';
import { createSealer } from './sealer.ts';

export type TestServerKey = { readonly spki: string; readonly privateKey: CryptoKey };

/** The server's seal key. */
export async function makeSealKey(): Promise<TestServerKey> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  const spki = toBase64Url(new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey)));
  return { spki, privateKey: pair.privateKey };
}

/** A keyring in which these scopes are open. */
export async function openTestKeyring(
  scopes: readonly ScopeId[],
  serverKey?: TestServerKey,
): Promise<Keyring> {
  const { spki } = serverKey ?? (await makeSealKey());
  const keyring = new Keyring();
  keyring.open({
    person: 'nguyen-van-an' as PersonId,
    root: null,
    lease: null,
    scopes: await Promise.all(
      scopes.map((scope, at) => openScopeKey(scope, new Uint8Array(32).fill(at + 1))),
    ),
    sealer: await createSealer({ id: 'seal-1', spki }),
  });
  return keyring;
}
