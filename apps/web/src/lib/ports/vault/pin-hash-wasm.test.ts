import { describe, expect, it } from 'vitest';
import { canHashInWasm, hashPinInWasm } from './pin-hash-wasm.ts';
import { hashPin, pinCost } from './pin-hash.ts';

describe('a PIN that is stretched in WebAssembly', () => {
  it('becomes the same octets as in JavaScript, so that each opens the other’s vaults', async () => {
    const pins = ['482913', '000000', '7392051886', 'mật khẩu dài'];
    for (const [at, pin] of pins.entries()) {
      const parameters = { m: 64 * (at + 1), t: 3, p: 1, salt: new Uint8Array(16).fill(at) };
      expect(await hashPinInWasm(pin, parameters)).toEqual(await hashPin(pin, parameters));
    }
  });

  it('becomes them at the full cost too', async () => {
    const parameters = { ...pinCost, salt: crypto.getRandomValues(new Uint8Array(16)) };
    expect(await hashPinInWasm('482913', parameters)).toEqual(await hashPin('482913', parameters));
  });

  it('says that it can where WebAssembly is', async () => {
    expect(await canHashInWasm()).toBe(true);
  });

  it('says that it cannot where WebAssembly is taken away', async () => {
    const { WebAssembly: given } = globalThis;
    Reflect.deleteProperty(globalThis, 'WebAssembly');
    try {
      expect(await canHashInWasm()).toBe(false);
    } finally {
      Object.defineProperty(globalThis, 'WebAssembly', { value: given, configurable: true, writable: true });
    }
  });
});
