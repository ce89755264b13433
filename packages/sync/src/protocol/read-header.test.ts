import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonical.ts';
import { headerLimitBytes, OperationHeaderSchema } from './operation.ts';
import { readHeader } from './read-header.ts';

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
const uuid = fc.uuid({ version: [1, 4, 7] });
const count = fc.maxSafeNat();
const ordinal = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

const headers = fc.record(
  {
    opId: uuid,
    dev: uuid,
    inst: ordinal,
    n: ordinal,
    prev: hex(64),
    hlc: fc.record({ t: count, c: count }),
    wall: fc.maxSafeInteger(),
    mono: count,
    off: fc.option(fc.maxSafeInteger()),
    err: fc.option(count),
    actor: fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,63}$/),
    lease: fc.option(fc.string({ maxLength: 128 })),
    scope: fc.stringMatching(/^[a-z]{2,20}:[a-z0-9][a-z0-9-]{0,20}$/),
    kind: fc.constantFrom('logbook.entry', 'incident.field_set', 'quarantine.adopted'),
    v: ordinal,
    base: fc.dictionary(fc.string({ maxLength: 8 }), count, { maxKeys: 4 }),
    commit: hex(64),
  },
  { noNullPrototype: true, requiredKeys: allButBase() },
);

/** Values that stand next to what a member may be: too short, too long, of another kind, beyond a limit. */
const oddValues = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -0, -1, 0.5, 1, 2 ** 53, -(2 ** 53), '', '0', 'a', [], {}, [1]),
  fc.constantFrom<unknown>('post:', 'post:a', 'Post:a', `post:${'a'.repeat(65)}`, 'a.', 'a.b', 'a.B'),
  fc.constantFrom<unknown>('f'.repeat(64), 'F'.repeat(64), 'f'.repeat(65), `${'f'.repeat(64)}\n`),
  fc.constantFrom<unknown>({ t: 1, c: 1 }, { t: 1 }, { t: 1, c: -1 }, { t: 1, c: 1, d: 1 }, { a: 1.5 }),
  fc.constantFrom<unknown>(`a.${'b'.repeat(62)}`, `a.${'b'.repeat(63)}`, 'l'.repeat(128), 'l'.repeat(129)),
  fc.jsonValue({ maxDepth: 1 }),
);
const oddKeys = fc.oneof(
  fc.constantFrom(
    'opId',
    'hlc',
    'off',
    'err',
    'lease',
    'base',
    'kind',
    'scope',
    'n',
    'wall',
    'mono',
    'commit',
  ),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'extra'),
);

describe('readHeader', () => {
  it('[EN5] reads every valid header to the value that the schema gives', () => {
    fc.assert(
      fc.property(headers, (header) => {
        const read = readHeader({ h: JSON.stringify(header) });
        expect(read).not.toBeNull();
        expect(read).toEqual(bySchema(JSON.stringify(header)));
      }),
      { numRuns: 2_000 },
    );
  });

  it('[EN5] gives the schema’s verdict and value on a header with members changed, added and taken away', () => {
    const changes = fc.array(fc.tuple(oddKeys, fc.option(oddValues, { nil: undefined })), { maxLength: 3 });
    fc.assert(
      fc.property(headers, changes, (header, changed) => {
        const members = Object.entries(header).filter(([key]) => !changed.some(([other]) => other === key));
        // Written by hand, so that a key such as __proto__ is a member of the text.
        const all = [...members, ...changed.filter(([, value]) => value !== undefined)];
        const text = `{${all.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`;
        expect(readHeader({ h: text })).toEqual(bySchema(text));
      }),
      { numRuns: 2_000 },
    );
  });

  it('[EN5] gives the schema’s verdict on junk, and throws on none of it', () => {
    const junk = fc.oneof(
      fc.string(),
      fc.string({ unit: 'binary' }),
      fc.json({ maxDepth: 1 }),
      fc.json({ maxDepth: 1 }).map((text) => `[${text}]`),
    );
    fc.assert(
      fc.property(junk, (text) => {
        expect(readHeader({ h: text })).toEqual(bySchema(text));
      }),
    );
  });

  it('[EN3] takes a header of exactly the limit and none beyond it, counted in octets', () => {
    const [header] = fc.sample(headers, { numRuns: 1, seed: 7 });
    const padded = (octets: number) => {
      const text = canonicalJson({ ...header, lease: null });
      return text + ' '.repeat(octets - new TextEncoder().encode(text).length);
    };
    expect(readHeader({ h: padded(headerLimitBytes) })).not.toBeNull();
    expect(readHeader({ h: padded(headerLimitBytes + 1) })).toBeNull();
  });
});

function allButBase() {
  const keys = Object.keys(OperationHeaderSchema.entries) as (keyof typeof OperationHeaderSchema.entries)[];
  return keys.filter((key) => key !== 'base');
}

function bySchema(text: string): unknown {
  try {
    const parsed = v.safeParse(OperationHeaderSchema, JSON.parse(text));
    return parsed.success ? parsed.output : null;
  } catch {
    // Not JSON is no header.
    return null;
  }
}
