import { toBase64Url, type ScopeId } from '@truc/sync/protocol';
import { toOctets, type Octets } from './aes.ts';

/** What one scope is kept under here. `tag` stands for the scope in every row and index: it tells nothing without the key. */
export type ScopeKey = { readonly scope: ScopeId; readonly tag: string; readonly key: CryptoKey };

/** @param raw the 32 octets that came with the lease */
export async function openScopeKey(scope: ScopeId, raw: Octets): Promise<ScopeKey> {
  const root = await crypto.subtle.importKey('raw', raw, 'HKDF', false, ['deriveKey']);
  const [key, tagger] = await Promise.all([
    crypto.subtle.deriveKey(hkdf('truc-rows-1'), root, { name: 'AES-GCM', length: 256 }, false, [
      'encrypt',
      'decrypt',
    ]),
    crypto.subtle.deriveKey(
      hkdf('truc-tags-1'),
      root,
      { name: 'HMAC', hash: 'SHA-256', length: 256 },
      false,
      ['sign'],
    ),
  ]);
  const mac = new Uint8Array(await crypto.subtle.sign('HMAC', tagger, toOctets(scope)));
  return { scope, tag: toBase64Url(mac.subarray(0, 16)), key };
}

function hkdf(info: string): HkdfParams {
  return { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info: toOctets(info) };
}
