import { argon2id } from 'hash-wasm';
import type { Octets } from './aes.ts';
import type { PinParameters } from './keys-db.ts';
import type { HashPin } from './pin-hash.ts';

const utf8 = new TextEncoder();

/** The same octets as `hashPin`, in WebAssembly. @throws where the browser has none, or the policy of this worker forbids it */
export const hashPinInWasm: HashPin = async (pin, { m, t, p, salt }: PinParameters): Promise<Octets> => {
  const hashed = await argon2id({
    password: utf8.encode(pin),
    salt,
    memorySize: m,
    iterations: t,
    parallelism: p,
    hashLength: 32,
    outputType: 'binary',
  });
  return new Uint8Array(hashed);
};

/** Compiles it for a PIN that is still to come, by some milliseconds of the same work. False where the browser has no WebAssembly. */
export async function canHashInWasm(): Promise<boolean> {
  try {
    await hashPinInWasm('0', { m: 1_024, t: 1, p: 1, salt: new Uint8Array(16) });
    return true;
  } catch {
    // Lockdown modes take it away, and so does a worker that was served without its own policy.
    return false;
  }
}
