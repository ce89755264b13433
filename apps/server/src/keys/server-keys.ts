import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hkdfSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DeviceId, ScopeId, SealKey } from '@truc/sync/protocol';
import { readOrMakeSecret } from '../config/secret-files.ts';

/** The secrets behind leases, keys of tablets and sealed operations. They stand in files of this server alone, never in the database. */
export interface ServerKeys {
  /** Public half of the key that signs leases, SPKI in base64url. */
  readonly leaseKey: string;
  /** Ed25519 signature in base64url. */
  signLease(canonicalLease: string): string;
  /** What tablets seal to now. */
  readonly sealKey: SealKey;
  /** Private half of a seal key by its id, also of one that is not used any more. */
  sealPrivateKey(id: string): KeyObject | undefined;
  /** AES-256 key of a scope on one device, 32 octets in base64url. `life` grows with each wipe of the device. */
  scopeKey(at: KeyPlace & { readonly scope: ScopeId }): string;
  /** A person's share of the key that opens one device, 32 octets in base64url. */
  share(at: KeyPlace & { readonly person: string }): string;
}

export type KeyPlace = { readonly dev: DeviceId; readonly life: number };

const currentSealKey = 'seal-key.pem';

/**
 * Reads the keys of `folder`, or makes those that are not there. A seal key is renewed by renaming `seal-key.pem` to
 * `seal-key-<anything>.pem`: the next start makes a new one, and what was sealed to the old one still opens.
 */
export function openServerKeys(folder: string): ServerKeys {
  const lease = createPrivateKey(readOrMakeSecret(join(folder, 'lease-key.pem'), makeLeaseKey));
  const master = Buffer.from(readOrMakeSecret(join(folder, 'tablet-master')), 'base64url');
  readOrMakeSecret(join(folder, currentSealKey), makeSealKey);
  const seals = new Map(
    sealKeyFiles(folder).map((file) => {
      const key = createPrivateKey(readFileSync(join(folder, file), 'utf8'));
      return [sealKeyOf(key).id, { file, key }] as const;
    }),
  );
  const current = [...seals.values()].find(({ file }) => file === currentSealKey);
  if (current === undefined) throw new Error(`No seal key in ${folder}`);
  const derive = (purpose: string, { dev, life }: KeyPlace, of: string): string =>
    Buffer.from(hkdfSync('sha256', master, '', `truc-${purpose}-1:${dev}:${life}:${of}`, 32)).toString(
      'base64url',
    );
  return {
    leaseKey: spkiOf(lease).toString('base64url'),
    signLease: (text) => sign(null, Buffer.from(text), lease).toString('base64url'),
    sealKey: sealKeyOf(current.key),
    sealPrivateKey: (id) => seals.get(id)?.key,
    scopeKey: (at) => derive('scope-key', at, at.scope),
    share: (at) => derive('share', at, at.person),
  };
}

function sealKeyFiles(folder: string): string[] {
  return readdirSync(folder).filter((file) => /^seal-key(-[\w.-]+)?\.pem$/.test(file));
}

/** The id is told from the key itself: it can never name another one. */
function sealKeyOf(key: KeyObject): SealKey {
  const spki = spkiOf(key);
  const id = createHash('sha256').update(spki).digest('hex').slice(0, 16);
  return { id, spki: spki.toString('base64url') };
}

function spkiOf(key: KeyObject): Buffer {
  return createPublicKey(key).export({ type: 'spki', format: 'der' });
}

function makeLeaseKey(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function makeSealKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
