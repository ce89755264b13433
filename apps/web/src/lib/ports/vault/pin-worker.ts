/** Argon2id away from the page, which goes on drawing meanwhile. */
import type { PinParameters } from './keys-db.ts';
import { hashPin } from './pin-hash.ts';

self.addEventListener('message', ({ data }: MessageEvent<{ pin: string; parameters: PinParameters }>) => {
  void hashPin(data.pin, data.parameters).then((octets) => self.postMessage(octets));
});
