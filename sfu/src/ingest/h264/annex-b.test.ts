import { expect, it } from 'vitest';
import { splitAnnexB } from './annex-b.ts';

function split(octets: readonly number[], start = 0): number[][] {
  const found: number[][] = [];
  const bytes = Buffer.from([...octets, 0, 0, 1, 9]);
  splitAnnexB(bytes, { start, end: octets.length }, (from, to) => found.push([...bytes.subarray(from, to)]));
  return found;
}

it.each([
  ['one NAL unit', [0x67, 1, 2], [[0x67, 1, 2]]],
  [
    'start codes of three and four octets',
    [0x67, 1, 0, 0, 1, 0x68, 2, 0, 0, 0, 1, 0x65, 3],
    [
      [0x67, 1],
      [0x68, 2],
      [0x65, 3],
    ],
  ],
  ['a start code first', [0, 0, 0, 1, 0x67, 1], [[0x67, 1]]],
  ['zeros at the end', [0x67, 1, 0, 0], [[0x67, 1]]],
  ['nothing but a start code', [0, 0, 1], []],
])('finds %s, and nothing past the end', (_name, octets, expected) => {
  expect(split(octets)).toEqual(expected);
});
