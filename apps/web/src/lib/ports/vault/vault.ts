/** People's vaults on this device: what opens with a PIN or a passkey, and what a lease brings into it. */
import { failure, ok, type Failure, type Result } from '@truc/base';
import { PersonIdSchema, type LeaseResponse, type PersonId, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import { decrypt, encrypt, importAesKey, randomOctets, toOctets, type Octets } from './aes.ts';
import { passkeyGate, pinGate } from './gates.ts';
import { openRing, readGrant, type Grant } from './grant.ts';
import type { Keyring, OpenRing } from './keyring.ts';
import type { KeysDb, VaultRow } from './keys-db.ts';
import type { PasskeyFailure, Passkeys } from './passkeys.ts';
import { pinCost, type HashPin } from './pin-hash.ts';
import type { ScopeKey } from './scope-key.ts';

/** Wrong PINs in a row after which the vault is shredded; the right one sets the count back. */
export const pinAttempts = 10;

export type VaultPerson = {
  readonly person: PersonId;
  readonly name: string;
  readonly attemptsLeft: number;
  /** A passkey opens it too. */
  readonly hasPasskey: boolean;
};

/**
 * `expired`: the time without the server is over; a sign-in brings the share again. `shredded`: nothing opens it any more.
 * `wrong_passkey`: it answered another secret than when it was enrolled; the PIN still opens.
 */
export type UnlockFailure = Failure<'wrong_pin' | 'shredded' | 'expired' | 'no_vault' | 'wrong_passkey'> & {
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
  /** Opens it by its passkey. Costs no attempt: the tablet itself verifies the person, and its secret cannot be guessed. */
  unlockByPasskey(person: PersonId): Promise<Result<OpenRing, UnlockFailure | PasskeyFailure>>;
  /** Makes a passkey that opens it beside the PIN, which is asked for: a tablet left open is no way in for somebody's finger. */
  addPasskey(person: PersonId, pin: string): Promise<Result<null, UnlockFailure | PasskeyFailure>>;
  removePasskey(person: PersonId): Promise<void>;
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
  readonly passkeys: Passkeys;
  /** This device's clock, in ms. */
  readonly now: () => number;
};

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
    return rows.map(({ person, name, attemptsLeft, passkey }) => ({
      person: v.parse(PersonIdSchema, person),
      name,
      attemptsLeft,
      hasPasskey: passkey !== undefined,
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
    const gate = await pinGate(await hashPin(pin, parameters), granted.share);
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
    const found = await this.#tryPin(person, pin);
    return found.ok ? this.#openWith(found.value) : found;
  }

  async unlockByPasskey(person: PersonId): Promise<Result<OpenRing, UnlockFailure | PasskeyFailure>> {
    const { db, passkeys } = this.#options;
    const row = await db.transaction('rw', db.vaults, () => this.#readLive(person));
    if ('code' in row) return { ok: false, error: row };
    if (row.passkey === undefined) return failure('wrong_passkey', 'none is enrolled');
    const asked = await passkeys.ask(row.passkey);
    if (!asked.ok) return asked;
    const gate = await passkeyGate(asked.value, row.share);
    const raw = await decrypt(gate, row.passkey.root, rootLabel(person));
    return raw === null ? failure('wrong_passkey') : this.#openWith({ person, row, raw });
  }

  async addPasskey(person: PersonId, pin: string): Promise<Result<null, UnlockFailure | PasskeyFailure>> {
    const { db, passkeys } = this.#options;
    const found = await this.#tryPin(person, pin);
    if (!found.ok) return found;
    const { row, raw } = found.value;
    await db.vaults.update(person, { attemptsLeft: pinAttempts });
    const made = await passkeys.create({ person, name: row.name });
    if (!made.ok) return made;
    const { credential, salt, output } = made.value;
    const root = await encrypt(await passkeyGate(output, row.share), raw, rootLabel(person));
    await db.vaults.update(person, { passkey: { credential, salt, root } });
    if (row.passkey !== undefined) await passkeys.retire(row.passkey);
    return ok(null);
  }

  async removePasskey(person: PersonId): Promise<void> {
    const { db, passkeys } = this.#options;
    const row = await db.vaults.get(person);
    if (row?.passkey === undefined) return;
    const { passkey, ...rest } = row;
    await db.vaults.put(rest);
    await passkeys.retire(passkey);
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

  /** The vault's own key, by the PIN. */
  async #tryPin(person: PersonId, pin: string): Promise<Result<Found, UnlockFailure>> {
    const row = await this.#countAttempt(person);
    if ('code' in row) return { ok: false, error: row };
    const { db, hashPin } = this.#options;
    const gate = await pinGate(await hashPin(pin, row.pin), row.share);
    const raw = await decrypt(gate, row.root, rootLabel(person));
    if (raw !== null) return ok({ person, row, raw });
    if (row.attemptsLeft > 0)
      return { ok: false, error: { code: 'wrong_pin', attemptsLeft: row.attemptsLeft } };
    await db.vaults.delete(person);
    return failure('shredded');
  }

  async #openWith({ person, row, raw }: Found): Promise<Result<OpenRing, UnlockFailure>> {
    const { db, keyring } = this.#options;
    const root = await importAesKey(raw);
    const grant = readGrant(await decrypt(root, row.ring, ringLabel(person)));
    if (grant === null) return failure('no_vault', 'the ring does not open');
    await db.vaults.update(person, { attemptsLeft: pinAttempts });
    const ring = await openRing(grant, root);
    keyring.open(ring);
    return ok(ring);
  }

  /** Counted before it is tried, durably: a guess is not taken back by pulling the plug. */
  #countAttempt(person: PersonId): Promise<LiveRow | UnlockFailure> {
    const { db } = this.#options;
    return db.transaction('rw', db.vaults, async () => {
      const row = await this.#readLive(person);
      if ('code' in row) return row;
      const counted = { ...row, attemptsLeft: row.attemptsLeft - 1 };
      await db.vaults.put(counted);
      return counted;
    });
  }

  /** The row while its lease lasts; past its end the server's share is dropped. Runs in a transaction over the vaults. */
  async #readLive(person: PersonId): Promise<LiveRow | UnlockFailure> {
    const { db, now } = this.#options;
    const row = await db.vaults.get(person);
    if (row === undefined) return { code: 'no_vault' };
    if (row.share !== null && now() + row.clockOff <= row.notAfter) return { ...row, share: row.share };
    await db.vaults.put({ ...row, share: null });
    return { code: 'expired' };
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

/** A row that may be tried, and what opened it. */
type LiveRow = VaultRow & { readonly share: string };
type Found = { readonly person: PersonId; readonly row: LiveRow; readonly raw: Octets };

const rootLabel = (person: PersonId) => `truc-root-1:${person}`;
const ringLabel = (person: PersonId) => `truc-ring-1:${person}`;
