import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { hashFile } from './hash-file.ts';

it('[KH-15] a file’s hash is that of its octets, however long it is, and its reading is told', async () => {
  const octets = new Uint8Array(300_000).map((_, at) => (at * 31) % 256);
  const read: number[] = [];
  const hash = await hashFile(new Blob([octets]), (bytes) => read.push(bytes));
  expect(hash).toBe(createHash('sha256').update(octets).digest('hex'));
  expect(read.at(-1)).toBe(octets.length);
});

it('[KH-15] an empty file has a hash too', async () => {
  expect(await hashFile(new Blob([]))).toBe(createHash('sha256').digest('hex'));
});
