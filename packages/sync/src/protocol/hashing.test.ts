import { createHash, hash as hashOnce } from 'node:crypto';
import { sha256 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import {
  bodyCommitment,
  deviceGenesis,
  fromBase64Url,
  fromHex,
  nextScopeChain,
  operationHash,
  scopeGenesis,
  segmentSeal,
  toBase64Url,
  toHex,
  type Sha256,
} from './hashing.ts';
import { DeviceIdSchema, ScopeIdSchema } from './ids.ts';

const dev = v.parse(DeviceIdSchema, '0190163d-8694-7394-8002-0242ac120002');
const scope = v.parse(ScopeIdSchema, 'post:kh-07');
const salt = 'AAECAwQFBgcICQoLDA0ODw';
const body = '{"text":"Đã quan sát vòng, bình thường."}';

/** Fixed for ever: a change of any of these makes every log that was ever written look forged. */
const vectors = {
  commitment: '19cc53e5b2831c97d912099ad5c64e97fbb52f71b109e1e39bb1599152c18d1b',
  operation: 'b41cadea07a60555b6f5c79c240048c0a657b9b21eb351bc35d2f428e2fb4f6c',
  device: 'ff5ca2b0eb68288a82f377e1656dc8c23a57a2ed29785676cc42ee92482c6280',
  scope: '1db9822ed3cf0f40ac04e933adc3d0ca6824b62306a46ed40f88ad2d84c98cb9',
  link: '63a455a0cb3a4cb3ee21d377c68537293741d0a351900f377df64ee530f5b922',
  seal: 'e4e97e0e5b74ba6e62ad66f6304abfbe44b4f6256487c48dd9321f1f65f1e1d3',
};

describe('hashing', () => {
  it('[EN1] gives the fixed vectors, with the browser’s hash and with the server’s', () => {
    for (const hash of [sha256, nodeSha256, nativeSha256]) {
      const operation = operationHash(hash, body);
      const chain = scopeGenesis(hash, scope, 1);
      expect({
        commitment: bodyCommitment(hash, salt, body),
        operation,
        device: deviceGenesis(hash, dev, 1),
        scope: chain,
        link: nextScopeChain(hash, { chain, seq: 1, hash: operation, recvAt: 1_623_741_600_123 }),
        seal: segmentSeal(hash, [{ h: body, b: '{}', s: salt }]),
      }).toEqual(vectors);
    }
  });

  it('[EN1] takes the vectors from the definition: tag, then octets', () => {
    const operation = createHash('sha256').update(Uint8Array.of(0)).update(body).digest('hex');
    const commitment = createHash('sha256').update(Buffer.from(salt, 'base64url')).update(body).digest('hex');
    expect([operation, commitment]).toEqual([vectors.operation, vectors.commitment]);
  });

  it('[EN1] hashes any text alike by octets and in the platform’s one call, lone surrogates too', () => {
    const anyText = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(anyText, anyText, (h, b) => {
        const both = [sha256, nativeSha256].map((one) => [
          operationHash(one, h),
          bodyCommitment(one, salt, b),
          segmentSeal(one, [{ h, b, s: salt }]),
        ]);
        expect(both[1]).toEqual(both[0]);
      }),
    );
    const long = 'ạ'.repeat(100_000);
    expect(bodyCommitment(nativeSha256, salt, long)).toBe(bodyCommitment(sha256, salt, long));
  });

  it('[EN1] writes and reads base64url and hexadecimal as Node does', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (octets) => {
        expect(toBase64Url(octets)).toBe(Buffer.from(octets).toString('base64url'));
        expect(fromBase64Url(toBase64Url(octets))).toEqual(octets);
        expect(toHex(octets)).toBe(Buffer.from(octets).toString('hex'));
        expect(fromHex(toHex(octets))).toEqual(octets);
      }),
    );
  });
});

const nativeSha256: Sha256 = Object.assign((octets: Uint8Array) => nodeSha256(octets), {
  hex: (input: Uint8Array | string) => hashOnce('sha256', input, 'hex'),
});

function nodeSha256(octets: Uint8Array): Uint8Array {
  return createHash('sha256').update(octets).digest();
}
