import { createPublicKey, verify } from 'node:crypto';
import type { VerifyEd25519 } from '@truc/sync/evidence';

/** SubjectPublicKeyInfo of Ed25519 up to its 32 octets. */
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');

/** As a browser's WebCrypto checks it, by Node's crypto. */
export const verifyEd25519: VerifyEd25519 = ({ publicKey, message, signature }) =>
  verify(
    null,
    message,
    createPublicKey({ key: Buffer.concat([spkiHead, publicKey]), format: 'der', type: 'spki' }),
    signature,
  );
