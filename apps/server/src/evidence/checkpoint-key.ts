import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';
import { invariant } from '@truc/base';
import {
  noteKey,
  type KeyKind,
  type NoteKey,
  type SignEd25519,
  type VerifyEd25519,
} from '@truc/sync/evidence';
import { readOrMakeSecret } from '../config/secret-files.ts';
import { nativeSha256 } from '../config/system-ports.ts';

export type SigningKey = { readonly key: NoteKey; readonly sign: SignEd25519 };

/**
 * A key that signs notes, kept in a file of one line and its PEM: the name under which it signs, then the private half. The
 * name is fixed when the key is made, since all who pinned the key know it by that name.
 */
export function readOrMakeSigningKey(
  path: string,
  made: { readonly kind: KeyKind; readonly name: string },
): SigningKey {
  const content = readOrMakeSecret(path, () => `${made.name}\n${makePrivateKey()}`);
  const border = content.indexOf('\n');
  invariant(border > 0, `${path} holds a name and a key`);
  const privateKey = createPrivateKey(content.slice(border + 1));
  const publicKey = rawPublicKey(createPublicKey(privateKey));
  return {
    key: noteKey(nativeSha256, { kind: made.kind, name: content.slice(0, border), publicKey }),
    sign: (message) => sign(null, message, privateKey),
  };
}

export const verifyEd25519: VerifyEd25519 = ({ publicKey, message, signature }) =>
  verify(null, message, toPublicKey(publicKey), signature);

const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

function toPublicKey(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([spkiHead, raw]), format: 'der', type: 'spki' });
}

function rawPublicKey(key: KeyObject): Uint8Array {
  return Uint8Array.from(key.export({ format: 'der', type: 'spki' }).subarray(spkiHead.length));
}

function makePrivateKey(): string {
  const { privateKey } = generateKeyPairSync('ed25519');
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
