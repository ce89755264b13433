import { toBase64Url } from '@truc/sync/protocol';

/** As `truc-digest` bears it. Null where the page is served in a way in which browsers digest nothing: TLS is missing there too. */
export async function digestOf(octets: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const subtle = (globalThis.crypto as Partial<Crypto> | undefined)?.subtle;
  if (subtle === undefined) return null;
  return toBase64Url(new Uint8Array(await subtle.digest('SHA-256', octets)));
}
