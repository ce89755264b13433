/** AES-256-GCM over WebCrypto. Runs in a page, in a worker and in Node alike. */
export type Octets = Uint8Array<ArrayBuffer>;

/** `ct` ends with the 16 octets of the tag. */
export type Encrypted = { readonly iv: Octets; readonly ct: Octets };

const utf8 = new TextEncoder();
const ivLength = 12;

export function randomOctets(length: number): Octets {
  return crypto.getRandomValues(new Uint8Array(length));
}

export function toOctets(text: string): Octets {
  return utf8.encode(text);
}

export function toText(octets: Octets): string {
  return new TextDecoder().decode(octets);
}

/** A key that can be used and never read: what a page's other scripts cannot carry away. */
export function importAesKey(raw: Octets): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

/** `context` binds the ciphertext to its place: it opens there and nowhere else. */
export async function encrypt(key: CryptoKey, clear: Octets, context: string): Promise<Encrypted> {
  const iv = randomOctets(ivLength);
  const parameters = { name: 'AES-GCM', iv, additionalData: toOctets(context) };
  return { iv, ct: new Uint8Array(await crypto.subtle.encrypt(parameters, key, clear)) };
}

/** Null when it is not what was encrypted, under this key and for this place. */
export async function decrypt(
  key: CryptoKey,
  { iv, ct }: Encrypted,
  context: string,
): Promise<Octets | null> {
  const parameters = { name: 'AES-GCM', iv, additionalData: toOctets(context) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, ct));
  } catch {
    // WebCrypto says no more than that: another key, another place, or octets that were changed.
    return null;
  }
}
