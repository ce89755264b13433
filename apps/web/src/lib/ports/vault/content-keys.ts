/** Keys for contents: one for each operation, and the next one made before anybody asks for it. */
import { importAesKey, randomOctets, type Octets } from './aes.ts';

/** A key for the content of one operation alone: its octets, which are wrapped, and what WebCrypto encrypts with. */
export type ContentKey = { readonly octets: Octets; readonly key: CryptoKey };

export interface ContentKeys {
  take(): Promise<ContentKey>;
  /** Makes the next one, so that no save waits for WebCrypto to import it. */
  prepare(): Promise<void>;
}

export function createContentKeys(): ContentKeys {
  let next: ContentKey | null = null;
  return {
    async take() {
      const ready = next;
      next = null;
      return ready ?? makeContentKey();
    },
    async prepare() {
      next ??= await makeContentKey();
    },
  };
}

async function makeContentKey(): Promise<ContentKey> {
  const octets = randomOctets(32);
  return { octets, key: await importAesKey(octets) };
}
