import { describe, expect, it } from 'vitest';
import { readHeader } from '@truc/sync/protocol';
import { sampleDeviceRow, sampleDraft } from '@truc/sync/testing';
import { Symbols } from './symbols.ts';

const { op, header } = sampleOperation();

function sampleOperation() {
  const { record } = sampleDraft().finish(sampleDeviceRow());
  const read = readHeader(record.op);
  if (read === null) throw new Error('the sample is an operation');
  return { op: record.op, header: read };
}

describe('symbols of a simulated world', () => {
  it('give the same header the same text and hash, and one that differs in any member others', () => {
    const symbols = new Symbols();
    const text = symbols.writeHeader(header);
    expect(symbols.writeHeader({ ...header, hlc: { ...header.hlc } })).toBe(text);
    expect(symbols.readHeader(text)).toEqual(header);
    const others = Object.entries(header).map(([key, value]) => {
      const other = typeof value === 'number' ? value + 1 : `${JSON.stringify(value)} another`;
      return symbols.writeHeader({
        ...header,
        [key]: key === 'hlc' ? { t: 1, c: 99 } : other,
      });
    });
    const texts = [text, ...others, symbols.writeHeader({ ...header, base: { severity: 1 } })];
    expect(new Set(texts).size).toBe(texts.length);
    expect(new Set(texts.map((one) => symbols.operationHash(one))).size).toBe(texts.length);
  });

  it('read a text that is no symbol as none, and digest it by what it says', () => {
    const symbols = new Symbols();
    expect(symbols.readHeader(op.h)).toBeUndefined();
    expect(symbols.operationHash(op.h)).toBe(symbols.operationHash(`${op.h}`));
    expect(symbols.operationHash(op.h)).not.toBe(symbols.operationHash(`${op.h} `));
  });

  it('tell commitments, links and seals apart by each of their parts', () => {
    const symbols = new Symbols();
    const commitments = [
      ['s', 'b'],
      ['s', 'c'],
      ['t', 'b'],
    ].map(([salt = '', body = '']) => symbols.commitment(salt, body));
    expect(new Set(commitments).size).toBe(3);
    expect(symbols.commitment('s', 'c')).toBe(commitments[1]);
    const link = { chain: header.prev, hash: header.commit, seq: 1, recvAt: 5 };
    const links = [link, { ...link, seq: 2 }, { ...link, recvAt: 6 }, { ...link, hash: header.prev }];
    expect(new Set(links.map((one) => symbols.link(one))).size).toBe(4);
    const whole = { h: symbols.writeHeader(header), b: op.b, s: op.s };
    const segments = [[whole], [{ ...whole, b: `${op.b} ` }], [{ ...whole, s: 'q' }], [whole, whole]];
    expect(new Set(segments.map((one) => symbols.seal(one))).size).toBe(4);
    expect(symbols.seal([{ ...whole }])).toBe(symbols.seal([whole]));
  });

  it('give a sealed operation the same seal in whatever order its members come back from storage', () => {
    const symbols = new Symbols();
    const { opId, prev, hlc, commit: hash } = header;
    const rest = { iv: 'AAAA', ct: 'BBBB', seal: { key: 'k', epk: 'CCCC', iv: 'DDDD', wrapped: 'EEEE' } };
    const one = symbols.seal([{ sealed: { opId, prev, hlc, hash, ...rest } }]);
    expect(symbols.seal([{ sealed: { ...rest, hash, hlc, prev, opId } }])).toBe(one);
  });
});
