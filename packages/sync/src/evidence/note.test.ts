import { createHash, generateKeyPairSync, sign, verify, createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  cosignNote,
  isSignedBy,
  noteKey,
  openCheckpoint,
  readNote,
  readVerifierKey,
  signNote,
  writeCheckpoint,
  writeNote,
  writeVerifierKey,
  type KeyKind,
  type VerifyEd25519,
} from './index.ts';

const sha256 = (octets: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(octets).digest());
const spkiHead = Buffer.from('302a300506032b6570032100', 'hex');
const verifyEd25519: VerifyEd25519 = ({ publicKey, message, signature }) =>
  verify(
    null,
    message,
    createPublicKey({ key: Buffer.concat([spkiHead, publicKey]), format: 'der', type: 'spki' }),
    signature,
  );

function makeKey(name: string, kind: KeyKind) {
  const pair = generateKeyPairSync('ed25519');
  const spki = pair.publicKey.export({ format: 'der', type: 'spki' });
  const key = noteKey(sha256, { kind, name, publicKey: Uint8Array.from(spki.subarray(12)) });
  return { key, sign: (message: Uint8Array) => Uint8Array.from(sign(null, message, pair.privateKey)) };
}

const log = makeKey('truc.example/so-truc', 'ed25519');
const witness = makeKey('thanh-tra.example', 'cosignature');
const text = writeCheckpoint({ origin: log.key.name, size: 7, root: sha256(Uint8Array.of(7)) });
const own = signNote(text, log.key, log.sign);
const seen = cosignNote(text, { key: witness.key, seconds: 1_623_741_600, sign: witness.sign });
const note = writeNote({ text, signatures: [own, seen] });

describe('signed note', () => {
  it('[WI2] reads the key that the format’s own description gives as its example', () => {
    const line = 'PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW';
    const key = readVerifierKey(sha256, line);
    expect(key?.name).toBe('PeterNeumann');
    const read = readNote(
      'If you think cryptography is the answer to your problem,\nthen you don’t know what your problem is.\n\n' +
        '— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n',
    );
    expect(read?.signatures).toHaveLength(1);
  });

  it('[WI2] is signed by the log and cosigned by a witness, each under its own key', async () => {
    const read = readNote(note);
    expect(read).not.toBeNull();
    if (read === null) return;
    expect(await isSignedBy(read, log.key, verifyEd25519)).toBe(true);
    expect(await isSignedBy(read, witness.key, verifyEd25519)).toBe(true);
    expect(await isSignedBy(read, makeKey(log.key.name, 'ed25519').key, verifyEd25519)).toBe(false);
    expect(writeNote(read)).toBe(note);
  });

  it('[WI2] is not believed after a change of any of its characters', async () => {
    const plain = writeNote({ text, signatures: [own] });
    for (let at = 0; at < plain.length; at += 1)
      for (const other of [plain[at] === 'A' ? 'B' : 'A', '\n', '']) {
        const changed = plain.slice(0, at) + other + plain.slice(at + 1);
        if (changed === plain) continue;
        expect(await openCheckpoint(changed, log.key, verifyEd25519), `${at}`).toBeNull();
      }
    expect(await openCheckpoint(plain, log.key, verifyEd25519)).toMatchObject({ size: 7 });
  });

  it('[WI2] gives its key in one line, which reads back and not otherwise', () => {
    for (const { key } of [log, witness]) {
      const line = writeVerifierKey(key);
      expect(readVerifierKey(sha256, line)).toEqual(key);
      for (let at = 0; at < line.length; at += 1)
        expect(readVerifierKey(sha256, line.slice(0, at) + line.slice(at + 1))).toBeNull();
    }
  });
});
