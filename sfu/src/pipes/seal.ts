import { createCipheriv, createDecipheriv } from 'node:crypto';

const tagBytes = 16;

/** Seals what goes one way over a line, one message after the other (AES-256-GCM, the message's number as its nonce). */
export function createSeal(key: Buffer): (text: string) => Buffer {
  let number = 0n;
  return (text) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(number));
    number += 1n;
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([sealed, cipher.getAuthTag()]);
  };
}

/** Opens them again, in the order in which they were sealed. Nothing for one that is forged, repeated, or out of turn. */
export function createOpener(key: Buffer): (sealed: Buffer) => string | undefined {
  let number = 0n;
  return (sealed) => {
    if (sealed.length < tagBytes) return undefined;
    const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(number));
    decipher.setAuthTag(sealed.subarray(-tagBytes));
    try {
      const text = decipher.update(sealed.subarray(0, -tagBytes), undefined, 'utf8') + decipher.final('utf8');
      number += 1n;
      return text;
    } catch {
      return undefined;
    }
  };
}

function nonceOf(number: bigint): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(number, 4);
  return nonce;
}
