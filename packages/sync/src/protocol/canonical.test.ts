import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from './canonical.ts';

const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger(),
    fc.string({ unit: 'binary' }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.string({ unit: 'binary' }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('canonicalJson', () => {
  it('[EN2] is read back as the same value', () => {
    fc.assert(
      fc.property(json, (value) => void expect(JSON.parse(canonicalJson(value))).toEqual(plain(value))),
    );
  });

  it('[EN2] does not depend on the order in which members were put', () => {
    fc.assert(
      fc.property(json, (value) => void expect(canonicalJson(reversed(value))).toBe(canonicalJson(value))),
    );
  });

  it('[EN2] is a fixed point: what was read back is written the same', () => {
    fc.assert(
      fc.property(json, (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(readJson(text))).toBe(text);
      }),
    );
  });

  it('[EN2] sorts keys by code unit and has no spaces and no negative zero', () => {
    expect(canonicalJson({ b: 1, a: [true, null, -0], Đ: 'ừ', B: {} })).toBe(
      '{"B":{},"a":[true,null,0],"b":1,"Đ":"ừ"}',
    );
  });

  it('[EN2] throws on a number that is not a safe integer', () => {
    for (const number of [0.5, Number.NaN, Infinity, 2 ** 53])
      expect(() => canonicalJson(number)).toThrow('safe');
  });
});

function reversed(value: Json): Json {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

/** Negative zero is written as zero. */
function plain(value: Json): Json {
  return readJson(JSON.stringify(value));
}

function readJson(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}
