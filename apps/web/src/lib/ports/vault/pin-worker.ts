/** Argon2id away from the page, which goes on drawing meanwhile. */
import type { PinParameters } from './keys-db.ts';
import { canHashInWasm, hashPinInWasm } from './pin-hash-wasm.ts';
import { hashPin } from './pin-hash.ts';

// Asked at the start: it is compiled while the PIN is being typed.
const inWasm = canHashInWasm();

self.addEventListener('message', ({ data }: MessageEvent<{ pin: string; parameters: PinParameters }>) => {
  void stretch(data).then((octets) => self.postMessage(octets));
});

async function stretch({ pin, parameters }: { pin: string; parameters: PinParameters }) {
  return (await inWasm) ? hashPinInWasm(pin, parameters) : hashPin(pin, parameters);
}
