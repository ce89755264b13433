import { argon2idAsync } from '@noble/hashes/argon2.js';
import type { Octets } from './aes.ts';
import type { PinParameters } from './keys-db.ts';

/** OWASP's set for Argon2id with 12 MiB: about 0.2 s on a desk, 0.6 s on a tablet, in pure JavaScript; a third of it in WebAssembly. */
export const pinCost = { m: 12_288, t: 3, p: 1 } as const;

/** A function, so that a worker does it for a page and a test does it itself. */
export type HashPin = (pin: string, parameters: PinParameters) => Promise<Octets>;

/** Where a browser has no WebAssembly. */
export const hashPin: HashPin = async (pin, { m, t, p, salt }) =>
  new Uint8Array(await argon2idAsync(pin, salt, { m, t, p, dkLen: 32 }));
