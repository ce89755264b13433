import { sha256 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type Json } from './canonical.ts';
import { CompactOperationSchema } from './compact-operation.ts';
import { compactOperations, expandOperations } from './compact.ts';
import { bodyCommitment, operationHash, toBase64Url } from './hashing.ts';
import { DeviceIdSchema } from './ids.ts';
import { headerLimitBytes, type WireOperation } from './operation.ts';
import { readHeader } from './read-header.ts';

const dev = v.parse(DeviceIdSchema, '0190163d-8694-7394-8002-0242ac120002');
const place = { dev, inst: 3, from: 17 };

const count = fc.oneof(fc.nat({ max: 5_000 }), fc.maxSafeNat());
const whole = fc.oneof(fc.integer({ min: -5_000, max: 5_000 }), fc.maxSafeInteger());
const salt = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(toBase64Url);
const anyText = fc.string({
  unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)),
});

/** What a writer decides about one operation; the rest follows from its place. Clocks stand still, step, jump and run back. */
const writings = fc.record({
  wallStep: fc.oneof({ weight: 3, arbitrary: fc.nat({ max: 90_000 }) }, { weight: 1, arbitrary: whole }),
  mono: count,
  monoFollows: fc.boolean(),
  hlcIsWall: fc.boolean(),
  hlc: fc.record({ t: count, c: count }),
  off: fc.option(whole),
  err: fc.option(count),
  actor: fc.constantFrom('tran-van-khanh', 'do-truc-2'),
  lease: fc.option(fc.oneof(fc.uuid(), fc.string({ maxLength: 128 }), anyText)),
  scope: fc.constantFrom('post:kh-07', 'post:kh-08', 'incident:0190163d-8694-7394-8002-0242ac120002'),
  kind: fc.constantFrom('logbook.entry', 'incident.field_set'),
  v: fc.integer({ min: 1, max: 3 }),
  base: fc.option(fc.dictionary(fc.string({ maxLength: 6 }), count, { maxKeys: 3 }), { nil: undefined }),
  idFollowsWall: fc.boolean(),
  id: fc.uuid({ version: 7 }),
  body: fc.oneof(fc.string(), anyText),
  salt,
});
type Writing = typeof writings extends fc.Arbitrary<infer T> ? T : never;

function write(all: readonly Writing[]): WireOperation[] {
  let [wall, mono, prev] = [1_800_000_000_000, 1_000, 'ab'.repeat(32)];
  return all.map((one, at) => {
    wall = Math.max(-(2 ** 53) + 1, Math.min(2 ** 53 - 1, wall + one.wallStep));
    mono = one.monoFollows ? Math.max(0, Math.min(2 ** 53 - 1, mono + one.wallStep)) : one.mono;
    const isOfWall = one.idFollowsWall && wall >= 0 && wall < 2 ** 48;
    const time = wall.toString(16).padStart(12, '0');
    const opId = isOfWall ? `${time.slice(0, 8)}-${time.slice(8)}${one.id.slice(13)}` : one.id;
    const header: Record<string, Json> = {
      opId,
      dev,
      inst: place.inst,
      n: place.from + at,
      prev,
      hlc: one.hlcIsWall && wall >= 0 ? { t: wall, c: 0 } : one.hlc,
      wall,
      mono,
      off: one.off,
      err: one.err,
      actor: one.actor,
      lease: one.lease,
      scope: one.scope,
      kind: one.kind,
      v: one.v,
      ...(one.base === undefined ? {} : { base: one.base }),
      commit: bodyCommitment(sha256, one.salt, one.body),
    };
    const h = canonicalJson(header);
    prev = operationHash(sha256, h);
    return { h, b: one.body, s: one.salt };
  });
}

const roundTrip = (ops: readonly WireOperation[]) => {
  const sent = JSON.parse(JSON.stringify(compactOperations(ops, place, sha256))) as ReturnType<
    typeof compactOperations
  >;
  return { sent, got: expandOperations(sent, place, sha256) };
};

describe('the compact wire', () => {
  it('[CW1] rebuilds the octets of every segment that a writer can make, with their hashes and headers', () => {
    fc.assert(
      fc.property(fc.array(writings, { minLength: 1, maxLength: 8 }), (all) => {
        const ops = write(all);
        const { sent, got } = roundTrip(ops);
        expect(got?.map(({ op }) => op)).toEqual(ops);
        for (const [at, one] of (got ?? []).entries()) {
          const op = ops[at];
          if (one.known === null || op === undefined) continue;
          expect(one.known).toEqual({ header: readHeader(op), hash: operationHash(sha256, op.h) });
        }
        for (const op of sent) if ('c' in op) expect(v.is(CompactOperationSchema, op)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[CW1] shortens every header that the tablet writes', () => {
    const [sample = []] = fc.sample(fc.array(writings, { minLength: 6, maxLength: 6 }), {
      numRuns: 1,
      seed: 5,
    });
    const plain = sample.map((one) => ({
      ...one,
      wallStep: 60_000,
      monoFollows: true,
      hlcIsWall: true,
      lease: null,
    }));
    const ops = write(plain.map((one) => ({ ...one, off: 5, err: 2, scope: 'post:kh-07', base: undefined })));
    const { sent } = roundTrip(ops);
    expect(sent.every((op) => 'c' in op)).toBe(true);
    expect(JSON.stringify(sent).length).toBeLessThan(JSON.stringify(ops).length / 2);
  });

  it('[CW2] lets travel plain whatever would not rebuild exactly', () => {
    const [sample = []] = fc.sample(fc.array(writings, { minLength: 4, maxLength: 4 }), {
      numRuns: 1,
      seed: 9,
    });
    const ops = write(sample);
    const spoilt = ops.map((op, at) => (at === 1 ? { ...op, h: op.h.replace('{', '{ ') } : op));
    const otherBody = ops.map((op, at) => (at === 2 ? { ...op, b: `${op.b}!` } : op));
    for (const [at, odd] of [spoilt, otherBody].entries()) {
      const { sent, got } = roundTrip(odd);
      expect('h' in (sent[at + 1] ?? {})).toBe(true);
      expect(got?.map(({ op }) => op)).toEqual(odd);
    }
  });

  it('[CW4] answers junk with a value, and rebuilds nothing that is beyond the limits of an operation', () => {
    const compact = fc.record(
      {
        id: fc.oneof(fc.uuid(), fc.stringMatching(/^[A-Za-z0-9_-]{14}$/)),
        prev: fc.constant('cd'.repeat(32)),
        wall: whole,
        mono: whole,
        hlc: fc.record({ t: count, c: count }),
        off: fc.option(whole),
        err: fc.option(count),
        actor: fc.constantFrom('a', 'do-truc-1'),
        lease: fc.option(fc.string({ maxLength: 128 })),
        scope: fc.constantFrom('post:a', 'incident:b'),
        kind: fc.constant('logbook.entry'),
        v: fc.integer({ min: 1, max: 9 }),
        base: fc.dictionary(fc.string(), count, { maxKeys: 400 }),
      },
      { requiredKeys: ['id'], noNullPrototype: true },
    );
    const junk = fc.record({ c: compact, b: anyText, s: fc.oneof(salt, fc.string()) });
    const pushed = fc.oneof(junk, fc.record({ h: fc.string(), b: fc.string(), s: fc.string() }));
    fc.assert(
      fc.property(fc.array(pushed, { minLength: 1, maxLength: 6 }), (all) => {
        const ops = all.map((op) => v.parse(v.union([CompactOperationSchema, v.any()]), op) as never);
        for (const one of expandOperations(ops, place, sha256) ?? []) {
          if (one.known === null || !('h' in one.op)) continue;
          expect(one.known.header).toEqual(readHeader(one.op));
          expect(one.op.h.length).toBeLessThanOrEqual(headerLimitBytes);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
