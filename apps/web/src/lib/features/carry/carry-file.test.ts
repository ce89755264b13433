import { describe, expect, it } from 'vitest';
import { samplePush, sampleDeviceRow, sampleRecords } from '@truc/sync/testing';
import { readCarryFile, summarise, writeCarryFile } from './carry-file.ts';
import type { SealedOperation } from '@truc/sync/protocol';

const hash = 'a'.repeat(64) as SealedOperation['hash'];
const sealed = {
  opId: sampleRecords(1).records[0]?.opId,
  prev: hash,
  hlc: { t: 1, c: 0 },
  hash,
  iv: 'AAAA',
  ct: 'AAAA',
  seal: { key: 'seal-1', epk: 'AAAA', iv: 'AAAA', wrapped: 'AAAA' },
} as SealedOperation;

function segment(from: number, count: number) {
  const request = samplePush(sampleDeviceRow(), from, []);
  return {
    ...request,
    sig: 'AAAA',
    maxN: from + count - 1,
    unsent: count,
    ops: Array.from({ length: count }, () => ({ sealed })),
  };
}

describe('a file of unsent operations', () => {
  it('says whose it is, how many it holds, and from where to where', () => {
    const file = readCarryFile(writeCarryFile([segment(4, 250), segment(254, 3)], 9));
    expect(file && summarise(file)).toEqual({
      device: sampleDeviceRow().dev,
      count: 253,
      from: 4,
      to: 256,
      writtenAt: 9,
    });
  });

  it('is none when anything in it is in the clear or not signed', () => {
    const { records } = sampleRecords(1);
    const clear = { ...segment(1, 1), ops: records.map(({ op }) => op) };
    expect(readCarryFile(writeCarryFile([clear], 9))).toBeNull();
    expect(readCarryFile(writeCarryFile([{ ...segment(1, 1), sig: null }], 9))).toBeNull();
    for (const text of ['', '{}', '[]', 'not json']) expect(readCarryFile(text)).toBeNull();
  });
});
