/** People's vaults on this device: what opens with a PIN, and what a lease brings into it. */
import { failure, ok, type Failure, type Result } from '@truc/base';
import {
  fromBase64Url,
  LeaseSchema,
  Octets32Schema,
  PersonIdSchema,
  ScopeIdSchema,
  SealKeySchema,
  type LeaseResponse,
  type PersonId,
  type ScopeId,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { decrypt, encrypt, importAesKey, randomOctets, toOctets, toText, type Octets } from './aes.ts';
import type { Keyring, OpenRing } from './keyring.ts';
import type { KeysDb, VaultRow } from './keys-db.ts';
import { pinCost, type HashPin } from './pin-hash.ts';
import { openScopeKey, type ScopeKey } from './scope-key.ts';
import { createSealer } from './sealer.ts';

/** Wrong PINs in a row after which the vault is shredded; the right one sets the count back. */
export const pinAttempts = 10;

export type VaultPerson = { readonly person: PersonId; readonly name: string; readonly attemptsLeft: number };

/** `expired`: the time without the server is over; a sign-in brings the share again. `shredded`: no PIN opens it any more. */
export type UnlockFailure = Failure<'wrong_pin' | 'shredded' | 'expired' | 'no_vault'> & {
  readonly attemptsLeft?: number;
};

export interface Vault {
  persons(): Promise<readonly VaultPerson[]>;
  /** Takes what a lease brought: into memory, and into the vault if it is open. */
  keep(answer: LeaseResponse): Promise<void>;
  /** Whether a lease has come since this page opened for its person: a vault can be made of it. */
  canCreate(): boolean;
  /** Makes (or replaces) the vault of the person who works here, from his lease. */
  create(owner: { readonly person: PersonId; readonly name: string }, pin: string): Promise<boolean>;
  unlock(person: PersonId, pin: string): Promise<Result<OpenRing, UnlockFailure>>;
  /** Forgets one scope's key, durably, and remembers that its rows are to go. */
  revoke(scope: ScopeId): Promise<void>;
  forget(person: PersonId): Promise<void>;
  /** Forgets every person's keys. */
  wipe(): Promise<void>;
}

export type VaultOptions = {
  readonly db: KeysDb;
  readonly keyring: Keyring;
  readonly hashPin: HashPin;
  /** This device's clock, in ms. */
  readonly now: () => number;
};

const GrantSchema = v.strictObject({
  lease: LeaseSchema,
  keys: v.array(v.strictObject({ scope: ScopeIdSchema, key: Octets32Schema })),
  seal: SealKeySchema,
});
type Grant = v.InferOutput<typeof GrantSchema>;

export function createVault(options: VaultOptions): Vault {
  return new DeviceVault(options);
}

class DeviceVault implements Vault {
  readonly #options: VaultOptions;
  /** The newest lease with its keys as they came: kept until a PIN is set, and while the vault is open. */
  #granted: { readonly grant: Grant; readonly share: string; readonly clockOff: number } | null = null;

  constructor(options: VaultOptions) {
    this.#options = options;
    options.keyring.subscribe(() => {
      if (options.keyring.current === null) this.#granted = null;
    });
  }

  async persons(): Promise<readonly VaultPerson[]> {
    const rows = await this.#options.db.vaults.toArray();
    return rows.map(({ person, name, attemptsLeft }) => ({
      person: v.parse(PersonIdSchema, person),
      name,
      attemptsLeft,
    }));
  }

  async keep({ lease, keys, seal, share, time }: LeaseResponse): Promise<void> {
    const { keyring, db, now } = this.#options;
    const before = keyring.current;
    if (before === null || before.person !== lease.person) return;
    const grant = { lease, keys, seal };
    const ring = await openRing(grant, before.root);
    this.#granted = { grant, share, clockOff: time.sent - now() };
    const lost = before.scopes.filter(({ scope }) => !keys.some((one) => one.scope === scope));
    if (before.root !== null)
      await this.#store(
        before.root,
        lost.map(({ tag }) => tag),
      );
    else if (lost.length > 0) await db.purges.bulkPut(lost.map(({ tag }) => ({ tag })));
    if (keyring.current?.person === lease.person) keyring.open({ ...ring, root: keyring.current.root });
  }

  canCreate(): boolean {
    const ring = this.#options.keyring.current;
    return ring !== null && this.#granted?.grant.lease.person === ring.person;
  }

  async create({ person, name }: { person: PersonId; name: string }, pin: string): Promise<boolean> {
    const { db, keyring, hashPin } = this.#options;
    const granted = this.#granted;
    if (granted === null || granted.grant.lease.person !== person) return false;
    const raw = randomOctets(32);
    const parameters = { ...pinCost, salt: randomOctets(16) };
    const gate = await gateKey(await hashPin(pin, parameters), granted.share);
    const root = await importAesKey(raw);
    const row: VaultRow = {
      person,
      name,
      pin: parameters,
      share: granted.share,
      attemptsLeft: pinAttempts,
      notAfter: granted.grant.lease.notAfter,
      clockOff: granted.clockOff,
      root: await encrypt(gate, raw, rootLabel(person)),
      ring: await encrypt(root, toOctets(JSON.stringify(granted.grant)), ringLabel(person)),
    };
    await db.vaults.put(row);
    const ring = keyring.current;
    if (ring?.person === person) keyring.open({ ...ring, root });
    return true;
  }

  async unlock(person: PersonId, pin: string): Promise<Result<OpenRing, UnlockFailure>> {
    const row = await this.#countAttempt(person);
    if ('code' in row) return { ok: false, error: row };
    const { db, keyring, hashPin } = this.#options;
    const gate = await gateKey(await hashPin(pin, row.pin), row.share);
    const raw = await decrypt(gate, row.root, rootLabel(person));
    if (raw === null) {
      if (row.attemptsLeft > 0)
        return { ok: false, error: { code: 'wrong_pin', attemptsLeft: row.attemptsLeft } };
      await db.vaults.delete(person);
      return failure('shredded');
    }
    const root = await importAesKey(raw);
    const grant = readGrant(await decrypt(root, row.ring, ringLabel(person)));
    if (grant === null) return failure('no_vault', 'the ring does not open');
    await db.vaults.update(person, { attemptsLeft: pinAttempts });
    const ring = await openRing(grant, root);
    keyring.open(ring);
    return ok(ring);
  }

  async revoke(scope: ScopeId): Promise<void> {
    const { keyring, db } = this.#options;
    const tag = keyring.tagOf(scope);
    const ring = keyring.current;
    if (tag === null || ring === null) return;
    keyring.open({ ...ring, scopes: ring.scopes.filter((one) => one.scope !== scope) });
    const granted = this.#granted;
    if (granted !== null) {
      const keys = granted.grant.keys.filter((one) => one.scope !== scope);
      this.#granted = { ...granted, grant: { ...granted.grant, keys } };
    }
    if (ring.root !== null) await this.#forgetKey({ person: ring.person, root: ring.root }, { scope, tag });
    else await db.purges.put({ tag });
  }

  async forget(person: PersonId): Promise<void> {
    await this.#options.db.vaults.delete(person);
  }

  async wipe(): Promise<void> {
    const { db, keyring } = this.#options;
    await db.vaults.clear();
    keyring.lock();
  }

  /** Counted before it is tried, durably: a guess is not taken back by pulling the plug. */
  #countAttempt(person: PersonId): Promise<(VaultRow & { share: string }) | UnlockFailure> {
    const { db, now } = this.#options;
    return db.transaction(
      'rw',
      db.vaults,
      async (): Promise<(VaultRow & { share: string }) | UnlockFailure> => {
        const row = await db.vaults.get(person);
        if (row === undefined) return { code: 'no_vault' };
        if (row.share === null || now() + row.clockOff > row.notAfter) {
          await db.vaults.put({ ...row, share: null });
          return { code: 'expired' };
        }
        const counted = { ...row, share: row.share, attemptsLeft: row.attemptsLeft - 1 };
        await db.vaults.put(counted);
        return counted;
      },
    );
  }

  /** Writes the newest grant into the open vault, together with what is to be purged. */
  async #store(root: CryptoKey, lost: readonly string[]): Promise<void> {
    const { db } = this.#options;
    const granted = this.#granted;
    if (granted === null) return;
    const { grant, share, clockOff } = granted;
    const { person, notAfter } = grant.lease;
    const ring = await encrypt(root, toOctets(JSON.stringify(grant)), ringLabel(person));
    await db.transaction('rw', db.vaults, db.purges, async () => {
      await db.vaults.update(person, { ring, share, notAfter, clockOff });
      await db.purges.bulkPut(lost.map((tag) => ({ tag })));
    });
  }

  async #forgetKey({ person, root }: OpenVault, { scope, tag }: Omit<ScopeKey, 'key'>): Promise<void> {
    const { db } = this.#options;
    const row = await db.vaults.get(person);
    const grant = row === undefined ? null : readGrant(await decrypt(root, row.ring, ringLabel(person)));
    const left = grant && { ...grant, keys: grant.keys.filter((one) => one.scope !== scope) };
    const ring = left && (await encrypt(root, toOctets(JSON.stringify(left)), ringLabel(person)));
    await db.transaction('rw', db.vaults, db.purges, async () => {
      if (ring !== null) await db.vaults.update(person, { ring });
      await db.purges.put({ tag });
    });
  }
}

type OpenVault = { readonly person: PersonId; readonly root: CryptoKey };

async function openRing({ lease, keys, seal }: Grant, root: CryptoKey | null): Promise<OpenRing> {
  const [scopes, sealer] = await Promise.all([
    Promise.all(keys.map(({ scope, key }) => openScopeKey(scope, new Uint8Array(fromBase64Url(key))))),
    createSealer(seal),
  ]);
  return { person: lease.person, root, lease, scopes, sealer };
}

function readGrant(octets: Octets | null): Grant | null {
  if (octets === null) return null;
  const parsed = v.safeParse(GrantSchema, JSON.parse(toText(octets)));
  return parsed.success ? parsed.output : null;
}

/** The key that the PIN makes together with the server's share: neither is worth anything alone. */
async function gateKey(hashed: Octets, share: string): Promise<CryptoKey> {
  const secret = new Uint8Array([...hashed, ...fromBase64Url(share)]);
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey']);
  const parameters = {
    name: 'HKDF',
    hash: 'SHA-256',
    salt: new Uint8Array(32),
    info: toOctets('truc-pin-1'),
  };
  return crypto.subtle.deriveKey(parameters, base, { name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
}

const rootLabel = (person: PersonId) => `truc-root-1:${person}`;
const ringLabel = (person: PersonId) => `truc-ring-1:${person}`;
