import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { EnrolRequestSchema, EnrolResponseSchema } from './enrol.ts';
import { ErrorBodySchema, errorStatus } from './errors.ts';
import { LeaseRequestSchema, LeaseResponseSchema } from './lease.ts';
import { OperationHeaderSchema } from './operation.ts';
import { PokeSchema, WatchScopesSchema } from './poke.ts';
import { protocolVersion } from './protocol-version.ts';
import { PullRequestSchema, PullResponseSchema } from './pull.ts';
import { PushRequestSchema, PushResponseSchema } from './push.ts';
import { WipedRequestSchema, WipedResponseSchema } from './wipe.ts';

/** Digest of all schemas by version. Once a version is in the field, its line is never changed. */
const wireByVersion: Record<number, string> = {
  1: 'b1b99545c960105b83e31653851cce2ca37bd1adf919a68e7b833dedd8c283c6',
  2: 'e2f5da1111267c695902355f0b7432e736d0822598f304de08ab5e2bd3ddf169',
};

const wire = {
  EnrolRequestSchema,
  EnrolResponseSchema,
  ErrorBodySchema,
  LeaseRequestSchema,
  LeaseResponseSchema,
  OperationHeaderSchema,
  PokeSchema,
  PullRequestSchema,
  PullResponseSchema,
  PushRequestSchema,
  PushResponseSchema,
  WatchScopesSchema,
  WipedRequestSchema,
  WipedResponseSchema,
  errorStatus,
};

describe('protocol version', () => {
  it('[PV1] changes whenever the wire does', () => {
    const digest = createHash('sha256')
      .update(JSON.stringify(describeSchema(wire)))
      .digest('hex');
    expect(
      digest,
      `The wire changed while the version stayed ${protocolVersion}. Tablets in the field speak the old one. ` +
        `Raise protocolVersion in protocol-version.ts, add a line to its history, add the new digest to wireByVersion ` +
        `in this file, and let the server still take the versions before it. The digest now is ${digest}.`,
    ).toBe(wireByVersion[protocolVersion]);
  });

  it('[PV1] has a line of history for every version', () => {
    const source = readFileSync(join(import.meta.dirname, 'protocol-version.ts'), 'utf8');
    const lines = [...source.matchAll(/^ \* (\d+): \S/gm)].map((match) => Number(match[1]));
    expect(lines).toEqual(Array.from({ length: protocolVersion }, (_, at) => at + 1));
    expect(Object.keys(wireByVersion).map(Number)).toEqual(lines);
  });
});

/** A schema as plain data: what it takes and its limits, without its functions and its messages. */
function describeSchema(value: unknown): unknown {
  if (value instanceof RegExp) return String(value);
  if (Array.isArray(value)) return value.map(describeSchema);
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? 'function' : value;
  const kept = Object.entries(value).filter(
    ([key]) => !['~standard', '~run', 'reference', 'message', 'expects', 'async'].includes(key),
  );
  return Object.fromEntries(
    kept.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, member]) => [key, describeSchema(member)]),
  );
}
