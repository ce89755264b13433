import { Dexie, type EntityTable } from 'dexie';
import type { Encrypted, Octets } from './aes.ts';

/** How a PIN becomes a key. Stored with each vault, so that stronger ones can come. `m` in KiB. */
export type PinParameters = {
  readonly m: number;
  readonly t: number;
  readonly p: number;
  readonly salt: Octets;
};

/** One person's vault on this device. In the clear: who, and what a guess costs. */
export type VaultRow = {
  readonly person: string;
  readonly name: string;
  readonly pin: PinParameters;
  /** The server's share. Dropped when the lease ends: until the server gives it again, no PIN opens anything. */
  readonly share: string | null;
  readonly attemptsLeft: number;
  /** Server time of the lease's end, and server time minus this device's clock when that was known last. */
  readonly notAfter: number;
  readonly clockOff: number;
  /** The vault's own key, under PIN and share. */
  readonly root: Encrypted;
  /** A passkey that opens it too: what names it, what it is asked, and the vault's key under its answer and the share. */
  readonly passkey?: { readonly credential: Octets; readonly salt: Octets; readonly root: Encrypted };
  /** Scopes' keys and lease, under the vault's key. */
  readonly ring: Encrypted;
};

/** A scope whose key is gone and whose leaves are still to go. */
export type PurgeRow = { readonly tag: string };

/** The device's signing key pair; the private half is not extractable. */
export type SignerRow = {
  readonly id: 'this';
  readonly alg: 'Ed25519' | 'ES256';
  readonly spki: string;
  readonly key: CryptoKey;
};

export type KeysDb = Dexie & {
  readonly vaults: EntityTable<VaultRow, 'person'>;
  readonly purges: EntityTable<PurgeRow, 'tag'>;
  readonly signer: EntityTable<SignerRow, 'id'>;
};

/** Strict: an attempt that was counted, or a key that was dropped, must not come back with the power. */
export function openKeysDb(name = 'truc-keys'): KeysDb {
  const db = new Dexie(name, { chromeTransactionDurability: 'strict' }) as KeysDb;
  db.version(1).stores({ vaults: 'person', purges: 'tag', signer: 'id' });
  return db;
}
