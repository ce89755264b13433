import 'fake-indexeddb/auto';
import { failure, ok } from '@truc/base';
import {
  protocolVersion,
  toBase64Url,
  type LeaseResponse,
  type PersonId,
  type ScopeId,
} from '@truc/sync/protocol';
import { sampleDevice, sampleScope } from '@truc/sync/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { randomOctets } from './aes.ts';
import { Keyring } from './keyring.ts';
import { openKeysDb } from './keys-db.ts';
import type { Passkeys } from './passkeys.ts';
import { hashPin, pinCost } from './pin-hash.ts';
import { makeSealKey } from './test-keys.ts';
import { pinAttempts } from './vault-contract.ts';
import { createVault } from './vault.ts';

const person = 'lan' as PersonId;
const gate = sampleScope('gate');
const roof = sampleScope('roof');
const pin = '739205';
const hour = 3_600_000;
let spki = '';
let opened = 0;

beforeAll(async () => {
  ({ spki } = await makeSealKey());
});

describe('a vault', () => {
  it('[AT6] opens with its PIN to the keys of the lease, and with no other', async () => {
    const device = await deviceWithVault();
    const tag = device.keyring.of(gate)?.tag;
    device.keyring.lock();
    expect(await device.vault.unlock(person, '000001')).toEqual({
      ok: false,
      error: { code: 'wrong_pin', attemptsLeft: pinAttempts - 1 },
    });
    expect(device.keyring.current).toBeNull();
    expect(await device.vault.unlock(person, pin)).toMatchObject({ ok: true });
    expect(device.keyring.of(gate)?.tag).toBe(tag);
    expect(await device.vault.persons()).toEqual([
      { person, name: 'Lan', attemptsLeft: pinAttempts, hasPasskey: false },
    ]);
  });

  it('[AT6] is shredded by the last wrong PIN, also when the browser is closed in between', async () => {
    const device = await deviceWithVault();
    device.keyring.lock();
    for (let left = pinAttempts - 1; left > 0; left -= 1)
      expect(await device.reopen().vault.unlock(person, '000001')).toMatchObject({
        error: { code: 'wrong_pin', attemptsLeft: left },
      });
    expect(await device.vault.unlock(person, '000001')).toMatchObject({ error: { code: 'shredded' } });
    expect(await device.vault.unlock(person, pin)).toMatchObject({ error: { code: 'no_vault' } });
    expect(await device.db.vaults.count()).toBe(0);
  });

  it('[AT6] drops the server’s share when the lease is over: the PIN opens nothing then', async () => {
    const device = await deviceWithVault();
    device.keyring.lock();
    device.clock.now += 73 * hour;
    expect(await device.vault.unlock(person, pin)).toMatchObject({ error: { code: 'expired' } });
    device.clock.now -= 73 * hour;
    expect(await device.vault.unlock(person, pin)).toMatchObject({ error: { code: 'expired' } });
    expect((await device.db.vaults.get(person))?.share).toBeNull();
  });

  it('[AT6] holds no key, scope or lease in the clear', async () => {
    const device = await deviceWithVault();
    const row = JSON.stringify(await device.db.vaults.toArray(), (_, value: unknown) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    for (const secret of [gate, keyOf(gate), 'lease-1', pin]) expect(row, secret).not.toContain(secret);
  });

  it('[LE6] takes the keys of a renewed lease, without the PIN', async () => {
    const device = await deviceWithVault();
    await device.vault.keep(leaseOf([gate, roof], 'lease-2'));
    expect(device.keyring.of(roof)).not.toBeNull();
    device.keyring.lock();
    await device.vault.unlock(person, pin);
    expect(device.keyring.of(roof)).not.toBeNull();
    expect(device.keyring.current?.lease?.id).toBe('lease-2');
  });

  it('[RV1] forgets the key of a scope for good, and marks its rows to go', async () => {
    const device = await deviceWithVault([gate, roof]);
    const tag = device.keyring.of(roof)?.tag;
    await device.vault.revoke(roof);
    expect(device.keyring.of(roof)).toBeNull();
    expect(device.keyring.of(gate)).not.toBeNull();
    expect(await device.db.purges.toArray()).toEqual([{ tag }]);
    device.keyring.lock();
    await device.vault.unlock(person, pin);
    expect(device.keyring.of(roof)).toBeNull();
  });

  it('[LE6] forgets what a renewed lease lacks', async () => {
    const device = await deviceWithVault([gate, roof]);
    const tag = device.keyring.of(roof)?.tag;
    await device.vault.keep(leaseOf([gate], 'lease-2'));
    expect(device.keyring.of(roof)).toBeNull();
    expect(await device.db.purges.toArray()).toEqual([{ tag }]);
  });

  it('[RV2] is gone after a wipe, and locked', async () => {
    const device = await deviceWithVault();
    await device.vault.wipe();
    expect(device.keyring.current).toBeNull();
    expect(await device.db.vaults.count()).toBe(0);
  });

  it('[AT7] opens by its passkey to the same keys, without an attempt, also after wrong PINs', async () => {
    const device = await deviceWithVault();
    const tag = device.keyring.of(gate)?.tag;
    expect(await device.vault.addPasskey(person, pin)).toEqual({ ok: true, value: null });
    device.keyring.lock();
    await device.vault.unlock(person, '000001');
    expect(await device.reopen().vault.unlockByPasskey(person)).toMatchObject({ ok: true });
    expect(await device.vault.unlockByPasskey(person)).toMatchObject({ ok: true });
    expect(device.keyring.of(gate)?.tag).toBe(tag);
    expect(await device.vault.persons()).toEqual([
      { person, name: 'Lan', attemptsLeft: pinAttempts, hasPasskey: true },
    ]);
    device.keyring.lock();
    expect(await device.vault.unlock(person, pin)).toMatchObject({ ok: true });
  });

  it('[AT7] takes the PIN to enrol a passkey, and counts a wrong one', async () => {
    const device = await deviceWithVault();
    expect(await device.vault.addPasskey(person, '000001')).toEqual({
      ok: false,
      error: { code: 'wrong_pin', attemptsLeft: pinAttempts - 1 },
    });
    expect(device.finger.made).toEqual([]);
    expect(await device.vault.persons()).toMatchObject([{ hasPasskey: false }]);
  });

  it('[AT7] opens to no other answer, no other share, and not after the lease', async () => {
    const device = await deviceWithVault();
    await device.vault.addPasskey(person, pin);
    device.keyring.lock();
    device.finger.other = true;
    expect(await device.vault.unlockByPasskey(person)).toMatchObject({ error: { code: 'wrong_passkey' } });
    device.finger.other = false;
    device.finger.isCancelled = true;
    expect(await device.vault.unlockByPasskey(person)).toMatchObject({ error: { code: 'cancelled' } });
    device.finger.isCancelled = false;
    await device.db.vaults.update(person, { share: 'T'.repeat(43) });
    expect(await device.vault.unlockByPasskey(person)).toMatchObject({ error: { code: 'wrong_passkey' } });
    await device.db.vaults.update(person, { share: 'S'.repeat(43) });
    device.clock.now += 73 * hour;
    expect(await device.vault.unlockByPasskey(person)).toMatchObject({ error: { code: 'expired' } });
    expect(device.keyring.current).toBeNull();
  });

  it('[AT7] knows no passkey after it was removed, shredded, or made anew', async () => {
    const device = await deviceWithVault();
    await device.vault.addPasskey(person, pin);
    await device.vault.removePasskey(person);
    expect(await device.vault.unlockByPasskey(person)).toMatchObject({ error: { code: 'wrong_passkey' } });
    expect(device.finger.retired).toHaveLength(1);
    await device.vault.addPasskey(person, pin);
    await device.vault.create({ person, name: 'Lan' }, '846103');
    expect(await device.vault.persons()).toMatchObject([{ hasPasskey: false }]);
    await device.vault.addPasskey(person, '846103');
    device.keyring.lock();
    for (let left = pinAttempts; left > 0; left -= 1) await device.vault.unlock(person, '000001');
    expect(await device.vault.unlockByPasskey(person)).toMatchObject({ error: { code: 'no_vault' } });
  });

  it('[AT6] costs what OWASP asks of Argon2id', async () => {
    expect(pinCost).toEqual({ m: 12_288, t: 3, p: 1 });
    const salt = randomOctets(16);
    const [one, other] = [
      await hashPin(pin, { m: 64, t: 1, p: 1, salt }),
      await hashPin('739206', { m: 64, t: 1, p: 1, salt }),
    ];
    expect(one).toHaveLength(32);
    expect(one).not.toEqual(other);
  });
});

async function deviceWithVault(scopes: readonly ScopeId[] = [gate]) {
  const name = `vault-${(opened += 1)}`;
  const clock = { now: 1_800_000_000_000 };
  const finger = createFinger();
  const open = () => {
    const keyring = new Keyring();
    const db = openKeysDb(name);
    // The PIN's hash by parameters that a test can wait for.
    const cheap: typeof hashPin = (text, parameters) => hashPin(text, { ...parameters, m: 64, t: 1 });
    const vault = createVault({
      db,
      keyring,
      hashPin: cheap,
      passkeys: finger.passkeys,
      now: () => clock.now,
    });
    return { keyring, db, vault };
  };
  const device = open();
  device.keyring.open({ person, root: null, lease: null, scopes: [], sealer: null });
  await device.vault.keep(leaseOf(scopes, 'lease-1'));
  expect(await device.vault.create({ person, name: 'Lan' }, pin)).toBe(true);
  return { ...device, clock, finger, reopen: open };
}

/** An authenticator without a finger: answers each passkey's salt by a secret of its own, as PRF does. */
function createFinger() {
  const state = { made: [] as string[], retired: [] as string[], other: false, isCancelled: false };
  const ask: Passkeys['ask'] = async ({ credential, salt }) => {
    if (state.isCancelled) return failure('cancelled');
    const secret = new Uint8Array([...credential, ...salt, state.other ? 1 : 0]);
    return ok(new Uint8Array(await crypto.subtle.digest('SHA-256', secret)));
  };
  const passkeys: Passkeys = {
    isAvailable: () => Promise.resolve(true),
    async create() {
      const named = { credential: randomOctets(16), salt: randomOctets(32) };
      state.made.push(toBase64Url(named.credential));
      const answer = await ask(named);
      return answer.ok ? ok({ ...named, output: answer.value }) : answer;
    },
    ask,
    retire({ credential }) {
      state.retired.push(toBase64Url(credential));
      return Promise.resolve();
    },
  };
  return Object.assign(state, { passkeys });
}

function keyOf(scope: ScopeId): string {
  return `${scope.length}`.padStart(43, scope === gate ? 'G' : 'R');
}

function leaseOf(scopes: readonly ScopeId[], id: string): LeaseResponse {
  const now = 1_800_000_000_000;
  return {
    v: protocolVersion,
    lease: {
      id,
      person,
      dev: sampleDevice(1),
      scopes: [...scopes],
      issuedAt: now,
      notAfter: now + 72 * hour,
    },
    sig: 'AAAA',
    share: 'S'.repeat(43),
    keys: scopes.map((scope) => ({ scope, key: keyOf(scope) })),
    seal: { id: 'seal-1', spki },
    time: { recv: now, sent: now },
  };
}
