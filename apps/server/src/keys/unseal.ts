import { createDecipheriv, createPublicKey, diffieHellman, hkdfSync, type KeyObject } from 'node:crypto';
import {
  assembleOperation,
  contentContext,
  OperationContentSchema,
  operationHash,
  sealContext,
  sealInfo,
  type SealedOperation,
  type WireOperation,
} from '@truc/sync/protocol';
import type { InstallationPlace, Unseal } from '@truc/sync/server';
import * as v from 'valibot';
import { nativeSha256 } from '../config/system-ports.ts';
import type { ServerKeys } from './server-keys.ts';

const tagOctets = 16;

/** Opens what a tablet sealed to this server (SE1). Null when it does not open, or is not what its hash says. */
export function createUnseal(keys: Pick<ServerKeys, 'sealPrivateKey'>): Unseal {
  return (sealed, place) => Promise.resolve(open(sealed, place, keys.sealPrivateKey(sealed.seal.key)));
}

type Place = InstallationPlace & { readonly n: number };

function open(
  sealed: SealedOperation,
  place: Place,
  privateKey: KeyObject | undefined,
): WireOperation | null {
  if (privateKey === undefined) return null;
  const { opId, iv, ct, seal } = sealed;
  try {
    const key = decrypt(
      { key: wrappingKey(seal.epk, privateKey), iv: seal.iv, context: sealContext(opId) },
      seal.wrapped,
    );
    const content = decrypt({ key, iv, context: contentContext(opId) }, ct);
    return rebuild(content.toString('utf8'), sealed, place);
  } catch (error) {
    // Whatever is wrong with a point, a tag or a text: it is not one that a tablet sealed. Anything else is a defect.
    if (error instanceof Error) return null;
    throw error;
  }
}

function wrappingKey(epk: string, privateKey: KeyObject): Buffer {
  const publicKey = createPublicKey({ key: Buffer.from(epk, 'base64url'), format: 'der', type: 'spki' });
  return Buffer.from(hkdfSync('sha256', diffieHellman({ privateKey, publicKey }), '', sealInfo, 32));
}

function decrypt(by: { key: Buffer; iv: string; context: string }, text: string): Buffer {
  const octets = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', by.key, Buffer.from(by.iv, 'base64url'), {
    authTagLength: tagOctets,
  });
  decipher.setAAD(Buffer.from(by.context));
  decipher.setAuthTag(octets.subarray(-tagOctets));
  return Buffer.concat([decipher.update(octets.subarray(0, -tagOctets)), decipher.final()]);
}

function rebuild(
  text: string,
  { prev, hlc, hash }: SealedOperation,
  { dev, inst, n }: Place,
): WireOperation | null {
  const content = v.parse(OperationContentSchema, JSON.parse(text));
  const op = assembleOperation(content, { dev, inst, n, prev, hlc });
  return operationHash(nativeSha256, op.h) === hash ? op : null;
}
