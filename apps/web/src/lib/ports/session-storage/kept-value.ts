import * as v from 'valibot';
import { decrypt, encrypt, toOctets, toText, type Encrypted } from '#lib/ports/vault/aes.ts';

/** Where a value is kept, and under whose key. The ciphertext opens at its place and nowhere else. */
export type KeptPlace = { readonly key: string; readonly under: CryptoKey };

const EncryptedSchema = v.looseObject({
  iv: v.instance(Uint8Array<ArrayBuffer>),
  ct: v.instance(Uint8Array<ArrayBuffer>),
});

export function lockKept({ key, under }: KeptPlace, value: unknown): Promise<Encrypted> {
  return encrypt(under, toOctets(JSON.stringify(value)), contextOf(key));
}

/** Null when nothing readable lies there; what is read is parsed like anything from outside. */
export async function openKept<Schema extends v.GenericSchema>(
  row: unknown,
  { key, under }: KeptPlace,
  schema: Schema,
): Promise<v.InferOutput<Schema> | null> {
  const encrypted = v.safeParse(EncryptedSchema, row);
  if (!encrypted.success) return null;
  const octets = await decrypt(under, encrypted.output, contextOf(key));
  const parsed = octets === null ? null : v.safeParse(schema, JSON.parse(toText(octets)));
  return parsed?.success === true ? parsed.output : null;
}

function contextOf(key: string): string {
  return `truc-kept-1:${key}`;
}
