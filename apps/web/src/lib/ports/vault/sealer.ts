import {
  contentContext,
  fromBase64Url,
  sealContext,
  sealInfo,
  type OperationId,
  type SealKey,
} from '@truc/sync/protocol';
import { encrypt, importAesKey, randomOctets, toOctets, type Encrypted, type Octets } from './aes.ts';

/**
 * One page's way to seal to the server: an ephemeral key pair, whose private half is forgotten at once. What is sealed with
 * it, nobody opens here again, whoever takes the tablet.
 */
export type Sealer = {
  /** Id of the server's key. */
  readonly key: string;
  /** The ephemeral public key, SubjectPublicKeyInfo. */
  readonly epk: Octets;
  /** Wraps the content keys of this session; it encrypts only. */
  readonly wrapKey: CryptoKey;
};

export async function createSealer({ id, spki }: SealKey): Promise<Sealer> {
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const theirs = await crypto.subtle.importKey('spki', new Uint8Array(fromBase64Url(spki)), curve, false, []);
  const ours = await crypto.subtle.generateKey(curve, false, ['deriveBits']);
  const [epk, bits] = await Promise.all([
    crypto.subtle.exportKey('spki', ours.publicKey),
    crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, ours.privateKey, 256),
  ]);
  const shared = await crypto.subtle.importKey('raw', bits, 'HKDF', false, ['deriveKey']);
  const wrapKey = await crypto.subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info: toOctets(sealInfo) },
    shared,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
  return { key: id, epk: new Uint8Array(epk), wrapKey };
}

/** The content key, wrapped to the server alone. */
export type SealedKey = {
  readonly key: string;
  readonly epk: Octets;
  readonly iv: Octets;
  readonly wrapped: Octets;
};

export async function sealKey(sealer: Sealer, opId: OperationId, contentKey: Octets): Promise<SealedKey> {
  const { iv, ct } = await encrypt(sealer.wrapKey, contentKey, sealContext(opId));
  return { key: sealer.key, epk: sealer.epk, iv, wrapped: ct };
}

/** A key for the content of one operation alone. */
export function freshContentKey(): Octets {
  return randomOctets(32);
}

export async function encryptContent(
  opId: OperationId,
  text: string,
  contentKey: Octets,
): Promise<Encrypted> {
  return encrypt(await importAesKey(contentKey), toOctets(text), contentContext(opId));
}
