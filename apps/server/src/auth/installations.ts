import { createPublicKey, verify } from 'node:crypto';
import { segmentClaim, type DeviceKey } from '@truc/sync/protocol';
import type { InstallationPlace, Signatures } from '@truc/sync/server';
import type pg from 'pg';

/** `needsLease`: enrolled by a browser that keeps keys, and so can hold a lease. */
export type InstallationFacts = { readonly needsLease: boolean; readonly key: DeviceKey | null };

/** What is settled about an installation when it is enrolled. Asked by every push, so what cannot change any more is remembered. */
export interface Installations extends Signatures {
  facts(place: InstallationPlace): Promise<InstallationFacts>;
}

const remembered = 20_000;
const findFacts = {
  name: 'installation-facts',
  text: 'select needs_lease, key_alg, key_spki from device_installation where dev = $1 and inst = $2',
};
type Columns = {
  readonly needs_lease: boolean;
  readonly key_alg: DeviceKey['alg'] | null;
  readonly key_spki: Buffer | null;
};

export function createInstallations(pool: pg.Pool): Installations {
  const known = new Map<string, InstallationFacts>();

  async function facts({ dev, inst }: InstallationPlace): Promise<InstallationFacts> {
    const name = `${dev}:${inst}`;
    const held = known.get(name);
    if (held !== undefined) return held;
    const found = await pool.query<Columns>({ ...findFacts, values: [dev, inst] });
    const [row] = found.rows;
    // Nobody's: the ingest refuses it under its own lock.
    if (row === undefined) return { needsLease: true, key: null };
    const fresh = { needsLease: row.needs_lease, key: keyOf(row) };
    // A key may still be given to one that has none.
    if (fresh.key !== null) remember(name, fresh);
    return fresh;
  }

  function remember(name: string, fresh: InstallationFacts): void {
    const [oldest] = known.keys();
    if (known.size >= remembered && oldest !== undefined) known.delete(oldest);
    known.set(name, fresh);
  }

  return {
    facts,
    async check(claim, sig) {
      const { key } = await facts(claim);
      if (key === null) return 'keyless';
      return sig !== null && isSignature(segmentClaim(claim), sig, key) ? 'signed' : 'wrong';
    },
  };
}

function keyOf({ key_alg: alg, key_spki: spki }: Columns): DeviceKey | null {
  return alg === null || spki === null ? null : { alg, spki: spki.toString('base64url') };
}

/** WebCrypto writes ECDSA signatures as r ‖ s, not as DER. */
function isSignature(octets: Uint8Array, sig: string, { alg, spki }: DeviceKey): boolean {
  const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' });
  const signature = Buffer.from(sig, 'base64url');
  return alg === 'Ed25519'
    ? verify(null, octets, key, signature)
    : verify('sha256', octets, { key, dsaEncoding: 'ieee-p1363' }, signature);
}

/** Whether these octets are a public key of that kind at all: asked at enrolment, so that no key is stored that cannot verify. */
export function isUsableKey({ alg, spki }: DeviceKey): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' });
    if (alg === 'Ed25519') return key.asymmetricKeyType === 'ed25519';
    return key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  } catch {
    // Not a key.
    return false;
  }
}
