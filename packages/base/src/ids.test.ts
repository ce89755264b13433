import { describe, expect, it } from 'vitest';
import { isUuid, uuidV7 } from './ids.ts';

const zeros = { bytes: (length: number) => new Uint8Array(length) };
const ones = { bytes: (length: number) => new Uint8Array(length).fill(255) };

describe('uuidV7', () => {
  it('is a version 7, variant 1 UUID whatever the random octets are', () => {
    for (const random of [zeros, ones]) {
      const id = uuidV7(1_623_741_600_000, random);
      expect(isUuid(id)).toBe(true);
      expect(id[14]).toBe('7');
    }
  });

  it('carries the milliseconds in its first 48 bits', () => {
    const id = uuidV7(1_623_741_600_123, zeros);
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(1_623_741_600_123);
  });

  it('sorts as text in the order of time', () => {
    expect(uuidV7(1_000, ones) < uuidV7(1_001, zeros)).toBe(true);
  });
});
