/** What opens a vault: something of its person, mixed with the server's share. Neither is worth anything alone. */
import { fromBase64Url } from '@truc/sync/protocol';
import { toOctets, type Octets } from './aes.ts';

/** The key that the PIN makes. @param hashed its Argon2id hash, 32 octets */
export function pinGate(hashed: Octets, share: string): Promise<CryptoKey> {
  return gateKey(hashed, { share, info: 'truc-pin-1' });
}

/** The key that a passkey makes. @param output what its PRF answered, 32 octets */
export function passkeyGate(output: Octets, share: string): Promise<CryptoKey> {
  return gateKey(output, { share, info: 'truc-passkey-1' });
}

async function gateKey(
  own: Octets,
  { share, info }: { readonly share: string; readonly info: string },
): Promise<CryptoKey> {
  const secret = new Uint8Array([...own, ...fromBase64Url(share)]);
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const parameters = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(32), info: toOctets(info) };
  return crypto.subtle.deriveKey(parameters, base, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}
