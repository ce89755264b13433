import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/** An export to be read at any place: a file, or octets in memory. */
export interface OctetSource {
  readonly size: number;
  /** Fewer octets than asked for at the end. */
  read(at: number, length: number): Buffer;
  close(): void;
}

export function openFile(path: string): OctetSource {
  const file = openSync(path, 'r');
  return {
    size: fstatSync(file).size,
    read(at, length) {
      const octets = Buffer.allocUnsafe(length);
      let taken = 0;
      while (taken < length) {
        const more = readSync(file, octets, taken, length - taken, at + taken);
        if (more === 0) break;
        taken += more;
      }
      return octets.subarray(0, taken);
    },
    close: () => closeSync(file),
  };
}

export function fromOctets(octets: Buffer): OctetSource {
  return {
    size: octets.length,
    read: (at, length) => octets.subarray(at, at + length),
    close: () => undefined,
  };
}
