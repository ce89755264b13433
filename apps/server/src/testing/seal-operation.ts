import {
  createCipheriv,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import {
  contentContext,
  contentText,
  operationHash,
  readHeader,
  sealContext,
  sealInfo,
  type SealedOperation,
  type SealKey,
  type WireOperation,
} from '@truc/sync/protocol';
import { invariant } from '@truc/base';
import { nativeSha256 } from '../config/system-ports.ts';

/** Seals an operation as a tablet does (`sealed.ts`). */
export function sealOperation(op: WireOperation, to: SealKey): SealedOperation {
  const read = readHeader(op);
  invariant(read !== null, 'what is sealed was written by this program');
  const { dev: _dev, inst: _inst, n: _n, prev, hlc, ...header } = read;
  const { opId } = header;
  const [contentKey, iv, sealIv] = [randomBytes(32), randomBytes(12), randomBytes(12)];
  const content = Buffer.from(contentText({ header, body: op.b, salt: op.s }));
  const own = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const publicKey = createPublicKey({ key: Buffer.from(to.spki, 'base64url'), format: 'der', type: 'spki' });
  const shared = diffieHellman({ privateKey: own.privateKey, publicKey });
  const wrapKey = Buffer.from(hkdfSync('sha256', shared, '', sealInfo, 32));
  return {
    opId,
    prev,
    hlc,
    hash: operationHash(nativeSha256, op.h),
    iv: iv.toString('base64url'),
    ct: encrypt({ key: contentKey, iv, context: contentContext(opId) }, content),
    seal: {
      key: to.id,
      epk: own.publicKey.export({ type: 'spki', format: 'der' }).toString('base64url'),
      iv: sealIv.toString('base64url'),
      wrapped: encrypt({ key: wrapKey, iv: sealIv, context: sealContext(opId) }, contentKey),
    },
  };
}

function encrypt(by: { key: Buffer; iv: Buffer; context: string }, octets: Buffer): string {
  const cipher = createCipheriv('aes-256-gcm', by.key, by.iv);
  cipher.setAAD(Buffer.from(by.context));
  return Buffer.concat([cipher.update(octets), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}
