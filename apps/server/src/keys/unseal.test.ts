import { createHash, createPrivateKey, webcrypto } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  contentContext,
  DeviceIdSchema,
  HashHexSchema,
  SealedOperationSchema,
  SealKeySchema,
  sealContext,
  sealInfo,
  WireOperationSchema,
  type SealedOperation,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { createUnseal } from './unseal.ts';

const VectorsSchema = v.object({
  serverPrivate: v.string(),
  server: SealKeySchema,
  ephemeralPrivate: v.string(),
  contentKey: v.string(),
  content: v.string(),
  place: v.object({ dev: DeviceIdSchema, inst: v.number(), n: v.number() }),
  opened: WireOperationSchema,
  sealed: SealedOperationSchema,
});
const vectorsFile = join(import.meta.dirname, '../../../../packages/sync/src/protocol/sealed.vectors.json');
const vectors = v.parse(VectorsSchema, JSON.parse(readFileSync(vectorsFile, 'utf8')));
const octets = (text: string) => new Uint8Array(Buffer.from(text, 'base64url'));
const privateKey = createPrivateKey({
  key: Buffer.from(vectors.serverPrivate, 'base64url'),
  format: 'der',
  type: 'pkcs8',
});
const unseal = createUnseal({
  sealPrivateKey: (id) => (id === vectors.server.id ? privateKey : undefined),
});

describe('unseal', () => {
  it('[SE1] opens the vector to the very octets that its tablet hashed', async () => {
    expect(await unseal(vectors.sealed, vectors.place)).toEqual(vectors.opened);
  });

  it('[SE1] reads what a browser’s WebCrypto seals, which writes the vector octet for octet', async () => {
    expect(await sealInBrowser()).toEqual(vectors.sealed);
  });

  it.each<[string, (sealed: SealedOperation) => unknown]>([
    ['content', (sealed) => ({ ct: flipped(sealed.ct) })],
    ['content’s initial vector', (sealed) => ({ iv: flipped(sealed.iv) })],
    ['wrapped key', ({ seal }) => ({ seal: { ...seal, wrapped: flipped(seal.wrapped) } })],
    ['wrapping’s initial vector', ({ seal }) => ({ seal: { ...seal, iv: flipped(seal.iv) } })],
    ['point', ({ seal }) => ({ seal: { ...seal, epk: flipped(seal.epk) } })],
    ['point, gone', ({ seal }) => ({ seal: { ...seal, epk: '' } })],
    ['content, gone', () => ({ ct: '' })],
    ['key’s name', ({ seal }) => ({ seal: { ...seal, key: 'nobody' } })],
    ['operation’s name', () => ({ opId: '01901641-0000-7000-8000-00000000abce' })],
    ['predecessor', () => ({ prev: v.parse(HashHexSchema, '0'.repeat(64)) })],
    ['hybrid clock', () => ({ hlc: { t: 1, c: 0 } })],
    ['hash', () => ({ hash: v.parse(HashHexSchema, '0'.repeat(64)) })],
  ])('[SE2] does not open with another %s', async (_name, change) => {
    const sealed = { ...vectors.sealed, ...(change(vectors.sealed) as Partial<SealedOperation>) };
    expect(await unseal(sealed, vectors.place)).toBeNull();
  });

  it('[SE2] does not open at another place than its own', async () => {
    expect(await unseal(vectors.sealed, { ...vectors.place, n: 2 })).toBeNull();
  });
});

function flipped(text: string): string {
  const changed = octets(text);
  changed[0] = (changed[0] ?? 0) ^ 1;
  return Buffer.from(changed).toString('base64url');
}

/** As `apps/web` does it, with the vector's own keys and initial vectors. */
async function sealInBrowser(): Promise<SealedOperation> {
  const { subtle } = webcrypto;
  const { opId, iv, seal, ...rest } = vectors.sealed;
  const curve = { name: 'ECDH', namedCurve: 'P-256' };
  const server = await subtle.importKey('spki', octets(vectors.server.spki), curve, false, []);
  const own = await subtle.importKey('pkcs8', octets(vectors.ephemeralPrivate), curve, false, ['deriveBits']);
  const shared = await subtle.deriveBits({ name: 'ECDH', public: server }, own, 256);
  const material = await subtle.importKey('raw', shared, 'HKDF', false, ['deriveKey']);
  const wrapKey = await subtle.deriveKey(
    { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(), info: Buffer.from(sealInfo) },
    material,
    { name: 'AES-GCM', length: 256 },
    false,
    ['encrypt'],
  );
  const contentKey = octets(vectors.contentKey);
  const wrapped = await subtle.encrypt(
    { name: 'AES-GCM', iv: octets(seal.iv), additionalData: Buffer.from(sealContext(opId)) },
    wrapKey,
    contentKey,
  );
  const key = await subtle.importKey('raw', contentKey, 'AES-GCM', false, ['encrypt']);
  const additionalData = Buffer.from(contentContext(opId));
  const ct = await subtle.encrypt(
    { name: 'AES-GCM', iv: octets(iv), additionalData },
    key,
    Buffer.from(vectors.content),
  );
  const text = (value: ArrayBuffer) => Buffer.from(value).toString('base64url');
  const keyId = createHash('sha256').update(octets(vectors.server.spki)).digest('hex').slice(0, 16);
  return { ...rest, opId, iv, ct: text(ct), seal: { ...seal, key: keyId, wrapped: text(wrapped) } };
}
