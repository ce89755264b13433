import type { DeviceSigner } from '@truc/sync/client';
import { toBase64Url } from '@truc/sync/protocol';
import type { KeysDb, SignerRow } from './keys-db.ts';

/** The device's signing key in the keys database: Ed25519, or ECDSA P-256 where the browser lacks it. */
export function createDeviceSigner(db: KeysDb): DeviceSigner {
  const row = async (): Promise<SignerRow | null> => (await db.signer.get('this')) ?? null;
  return {
    async publicKey() {
      const made = (await row()) ?? (await keep(db, await makeKey()));
      return made === null ? null : { alg: made.alg, spki: made.spki };
    },
    async sign(octets) {
      const made = await row();
      if (made === null) return null;
      const parameters = made.alg === 'Ed25519' ? { name: 'Ed25519' } : { name: 'ECDSA', hash: 'SHA-256' };
      return toBase64Url(
        new Uint8Array(await crypto.subtle.sign(parameters, made.key, new Uint8Array(octets))),
      );
    },
  };
}

/** Two tabs may make one at the same time: the first that is stored is the device's. */
async function keep(db: KeysDb, made: SignerRow | null): Promise<SignerRow | null> {
  if (made === null) return null;
  return db.transaction('rw', db.signer, async () => {
    const other = await db.signer.get('this');
    if (other !== undefined) return other;
    await db.signer.add(made);
    return made;
  });
}

async function makeKey(): Promise<SignerRow | null> {
  try {
    return await makeEd25519();
  } catch {
    // This browser does not know Ed25519: the older curve is tried.
  }
  try {
    return await makeEs256();
  } catch {
    // It knows neither: the device signs nothing.
    return null;
  }
}

async function makeEd25519(): Promise<SignerRow> {
  const made = await crypto.subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
  if (!('privateKey' in made)) throw new Error('a key pair is two keys');
  return { id: 'this', alg: 'Ed25519', spki: await spkiOf(made), key: made.privateKey };
}

async function makeEs256(): Promise<SignerRow> {
  const made = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  return { id: 'this', alg: 'ES256', spki: await spkiOf(made), key: made.privateKey };
}

async function spkiOf({ publicKey }: CryptoKeyPair): Promise<string> {
  return toBase64Url(new Uint8Array(await crypto.subtle.exportKey('spki', publicKey)));
}
