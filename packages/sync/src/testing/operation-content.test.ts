import { describe, expect, it } from 'vitest';
import { assembleOperation, canonicalJson, readHeader } from '@truc/sync/protocol';
import { sampleDeviceRow, sampleDraft } from './samples.ts';

const { dev, inst, hash: prev } = sampleDeviceRow();
const place = { dev, inst, n: 1, prev, hlc: { t: 1_800_000_000_000, c: 2 } };
const { content } = sampleDraft();

describe('assembleOperation', () => {
  it('[EN2] writes the header that canonical JSON writes, whatever its optional members hold', () => {
    const changes = [
      {},
      { lease: 'lease "7"\u2028' },
      { off: -12, err: 3 },
      { base: { severity: 4, 'casualties "x"': 1 } },
      { wall: -0 },
    ];
    for (const change of changes) {
      const header = { ...content.header, ...change };
      const { h } = assembleOperation({ ...content, header }, place);
      expect(h).toBe(canonicalJson({ ...header, ...place } as never));
      expect(readHeader({ h })).toMatchObject(JSON.parse(h));
    }
  });

  it('[EN2] throws where a header would hold a number that is none', () => {
    const header = { ...content.header, wall: Number.NaN };
    expect(() => assembleOperation({ ...content, header }, place)).toThrow('whole numbers');
  });
});
