/** A vault's row: how it is made, tried, counted, and written anew. */
import { failure, ok, type Result } from '@truc/base';
import type { PersonId } from '@truc/sync/protocol';
import { decrypt, encrypt, importAesKey, randomOctets, toOctets, type Octets } from './aes.ts';
import { pinGate } from './gates.ts';
import { readGrant, type Grant } from './grant.ts';
import type { KeysDb, VaultRow } from './keys-db.ts';
import { pinCost, type HashPin } from './pin-hash.ts';
import type { ScopeKey } from './scope-key.ts';
import { pinAttempts, type UnlockFailure } from './vault-contract.ts';

/** A lease with its keys as they came, the server's share, and by how much this device's clock is behind. */
export type Granted = { readonly grant: Grant; readonly share: string; readonly clockOff: number };

/** A row that may be tried, and what opened it. */
export type LiveRow = VaultRow & { readonly share: string };
export type Found = { readonly person: PersonId; readonly row: LiveRow; readonly raw: Octets };

export type RowPorts = {
  readonly db: KeysDb;
  readonly hashPin: HashPin;
  /** This device's clock, in ms. */
  readonly now: () => number;
};

export const rootLabel = (person: PersonId) => `truc-root-1:${person}`;
export const ringLabel = (person: PersonId) => `truc-ring-1:${person}`;

/** A row with a key of its own, which the PIN opens with the server's share. */
export async function makeRow(
  { person, name }: { readonly person: PersonId; readonly name: string },
  { granted, pin, hashPin }: { readonly granted: Granted; readonly pin: string; readonly hashPin: HashPin },
): Promise<{ readonly row: VaultRow; readonly root: CryptoKey }> {
  const { grant, share, clockOff } = granted;
  const raw = randomOctets(32);
  const parameters = { ...pinCost, salt: randomOctets(16) };
  const gate = await pinGate(await hashPin(pin, parameters), share);
  const root = await importAesKey(raw);
  const row: VaultRow = {
    person,
    name,
    pin: parameters,
    share,
    attemptsLeft: pinAttempts,
    notAfter: grant.lease.notAfter,
    clockOff,
    root: await encrypt(gate, raw, rootLabel(person)),
    ring: await encrypt(root, toOctets(JSON.stringify(grant)), ringLabel(person)),
  };
  return { row, root };
}

/** The vault's own key, by the PIN. */
export async function tryPin(
  ports: RowPorts,
  person: PersonId,
  pin: string,
): Promise<Result<Found, UnlockFailure>> {
  const { db, hashPin } = ports;
  const held = await db.vaults.get(person);
  if (held === undefined) return failure('no_vault');
  // Stretched while the attempt is being counted: what is guessed is the key below, and that is tried after both.
  const [row, stretched] = await Promise.all([countAttempt(ports, person), hashPin(pin, held.pin)]);
  if ('code' in row) return { ok: false, error: row };
  const gate = await pinGate(stretched, row.share);
  const raw = await decrypt(gate, row.root, rootLabel(person));
  if (raw !== null) return ok({ person, row, raw });
  if (row.attemptsLeft > 0)
    return { ok: false, error: { code: 'wrong_pin', attemptsLeft: row.attemptsLeft } };
  await db.vaults.delete(person);
  return failure('shredded');
}

/** Counted before it is tried, durably: a guess is not taken back by pulling the plug. */
function countAttempt(ports: RowPorts, person: PersonId): Promise<LiveRow | UnlockFailure> {
  const { db } = ports;
  return db.transaction('rw', db.vaults, async () => {
    const row = await readLive(ports, person);
    if ('code' in row) return row;
    const counted = { ...row, attemptsLeft: row.attemptsLeft - 1 };
    await db.vaults.put(counted);
    return counted;
  });
}

/** The row while its lease lasts; past its end the server's share is dropped. Runs in a transaction over the vaults. */
export async function readLive(
  { db, now }: Pick<RowPorts, 'db' | 'now'>,
  person: PersonId,
): Promise<LiveRow | UnlockFailure> {
  const row = await db.vaults.get(person);
  if (row === undefined) return { code: 'no_vault' };
  if (row.share !== null && now() + row.clockOff <= row.notAfter) return { ...row, share: row.share };
  await db.vaults.put({ ...row, share: null });
  return { code: 'expired' };
}

/** Writes a grant into the open vault, together with the tags of what is to be purged. */
export async function storeGrant(
  db: KeysDb,
  granted: Granted,
  { root, lost }: { readonly root: CryptoKey; readonly lost: readonly string[] },
): Promise<void> {
  const { grant, share, clockOff } = granted;
  const { person, notAfter } = grant.lease;
  const ring = await encrypt(root, toOctets(JSON.stringify(grant)), ringLabel(person));
  await db.transaction('rw', db.vaults, db.purges, async () => {
    await db.vaults.update(person, { ring, share, notAfter, clockOff });
    await db.purges.bulkPut(lost.map((tag) => ({ tag })));
  });
}

/** Takes one scope's key out of the stored ring, and remembers that its rows are to go. */
export async function forgetKey(
  db: KeysDb,
  { person, root }: { readonly person: PersonId; readonly root: CryptoKey },
  { scope, tag }: Omit<ScopeKey, 'key'>,
): Promise<void> {
  const row = await db.vaults.get(person);
  const grant = row === undefined ? null : readGrant(await decrypt(root, row.ring, ringLabel(person)));
  const left = grant && { ...grant, keys: grant.keys.filter((one) => one.scope !== scope) };
  const ring = left && (await encrypt(root, toOctets(JSON.stringify(left)), ringLabel(person)));
  await db.transaction('rw', db.vaults, db.purges, async () => {
    if (ring !== null) await db.vaults.update(person, { ring });
    await db.purges.put({ tag });
  });
}
