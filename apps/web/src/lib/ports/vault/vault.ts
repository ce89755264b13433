/** People's vaults on this device: what opens with a PIN or a passkey, and what a lease brings into it. */
import { failure, ok, type Result } from '@truc/base';
import { PersonIdSchema, type LeaseResponse, type PersonId, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import { decrypt, encrypt, importAesKey } from './aes.ts';
import { passkeyGate } from './gates.ts';
import { openRing, readGrant } from './grant.ts';
import type { Keyring, OpenRing } from './keyring.ts';
import type { KeysDb } from './keys-db.ts';
import type { PasskeyFailure, Passkeys } from './passkeys.ts';
import type { HashPin } from './pin-hash.ts';
import { pinAttempts, type UnlockFailure, type Vault, type VaultPerson } from './vault-contract.ts';
import {
  forgetKey,
  makeRow,
  readLive,
  ringLabel,
  rootLabel,
  storeGrant,
  tryPin,
  type Found,
  type Granted,
} from './vault-rows.ts';

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
  #granted: Granted | null = null;

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
    const tags = lost.map(({ tag }) => tag);
    if (before.root !== null) await storeGrant(db, this.#granted, { root: before.root, lost: tags });
    else if (tags.length > 0) await db.purges.bulkPut(tags.map((tag) => ({ tag })));
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
    const { row, root } = await makeRow({ person, name }, { granted, pin, hashPin });
    await db.vaults.put(row);
    const ring = keyring.current;
    if (ring?.person === person) keyring.open({ ...ring, root });
    return true;
  }

  async unlock(person: PersonId, pin: string): Promise<Result<OpenRing, UnlockFailure>> {
    const found = await tryPin(this.#options, person, pin);
    return found.ok ? this.#openWith(found.value) : found;
  }

  async unlockByPasskey(person: PersonId): Promise<Result<OpenRing, UnlockFailure | PasskeyFailure>> {
    const { db, passkeys } = this.#options;
    const row = await db.transaction('rw', db.vaults, () => readLive(this.#options, person));
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
    const found = await tryPin(this.#options, person, pin);
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
    if (ring.root !== null) await forgetKey(db, { person: ring.person, root: ring.root }, { scope, tag });
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

  async #openWith({ person, row, raw }: Found): Promise<Result<OpenRing, UnlockFailure>> {
    const { db, keyring } = this.#options;
    const root = await importAesKey(raw);
    const grant = readGrant(await decrypt(root, row.ring, ringLabel(person)));
    if (grant === null) return failure('no_vault', 'the ring does not open');
    const [ring] = await Promise.all([
      openRing(grant, root),
      db.vaults.update(person, { attemptsLeft: pinAttempts }),
    ]);
    keyring.open(ring);
    return ok(ring);
  }
}
