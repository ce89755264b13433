import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { versionedKind } from './versioned-kind.ts';

type Body = { readonly step: number };

/** A kind that has been changed twelve times: each version renamed its only field and added one to it. */
const versions = 13;
const schemaOf = (version: number) => v.strictObject({ [`s${version}`]: v.number() });
const older = Array.from({ length: versions - 1 }, (_, at) => ({
  schema: schemaOf(at + 1),
  lift: (body: Record<string, number>) => ({ [nameOf(at + 2)]: (body[nameOf(at + 1)] ?? 0) + 1 }),
}));
const kind = versionedKind<Body>('test.kind', v.strictObject({ step: v.number() }), older);

function nameOf(version: number): string {
  return version === versions ? 'step' : `s${version}`;
}

describe('versionedKind', () => {
  it.each(Array.from({ length: versions }, (_, at) => at + 1))(
    'reads a body of version %i of 13 as one of today, lifted step by step',
    (version) => {
      const reading = kind.read(version, JSON.stringify({ [nameOf(version)]: version }));
      expect(reading).toEqual({ status: 'read', event: { step: versions } });
    },
  );

  it('defers a version of the future, whatever its body', () => {
    for (const body of ['{}', '{', '{"step":1}'])
      expect(kind.read(versions + 1, body)).toEqual({ status: 'deferred' });
  });

  it('names a body that is not of its version', () => {
    for (const body of ['', '{', 'null', '{"step":1}', '{"s1":"one"}'])
      expect(kind.read(1, body)).toEqual({ status: 'unreadable' });
  });
});
