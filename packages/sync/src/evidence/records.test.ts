import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { DeviceIdSchema, HashHexSchema, ScopeIdSchema } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import {
  lostPlaces,
  nextOutcomes,
  outcomesGenesis,
  readRecord,
  StandingHeads,
  writeRecord,
  writeStanding,
  type EvidenceRecord,
  type HeadRecord,
} from './records.ts';

const sha256 = (octets: Uint8Array): Uint8Array =>
  Uint8Array.from(createHash('sha256').update(octets).digest());
const scope = v.parse(ScopeIdSchema, 'post:gate');
const hash = v.parse(HashHexSchema, 'ab'.repeat(32));
const head = (seq: number): HeadRecord => ({
  type: 'head',
  scope,
  epoch: 1,
  seq,
  chain: hash,
  outcomes: hash,
  at: 5,
});
const restore = (from: number): EvidenceRecord => ({ type: 'restore', from, epoch: 2, at: 6 });
const dev = v.parse(DeviceIdSchema, '0190163d-8694-7394-8002-0242ac120002');

describe('evidence records', () => {
  it('[WI3] are one canonical line each and are read in no other form', () => {
    const records: EvidenceRecord[] = [
      head(3),
      restore(4),
      { type: 'redaction', scope, seq: 2, hash, decision: '12/2021/QĐ-TA', at: 7 },
      { type: 'device_key', dev, inst: 1, alg: 'Ed25519', spki: 'AAEC', at: 8 },
    ];
    for (const record of records) {
      const text = writeRecord(record);
      expect(text).not.toContain('\n');
      expect(readRecord(text)).toEqual(record);
      for (const other of [
        ` ${text}`,
        text.replace('{', '{"a":1,'),
        text.replace(':5', ':5.0'),
        text.slice(1),
      ])
        if (other !== text) expect(readRecord(other)).toBeNull();
    }
    expect(writeRecord(head(3))).toBe(
      `{"at":5,"chain":"${hash}","epoch":1,"outcomes":"${hash}","scope":"post:gate","seq":3,"type":"head"}`,
    );
  });

  it('[WI3] that a restore declares lost no longer speak for their scope', () => {
    const records = [head(2), head(5), head(9), restore(1), head(4)];
    expect([...lostPlaces(records)]).toEqual([1, 2]);
    const heads = new StandingHeads();
    const newest = records.map((record) => {
      heads.take(record);
      return heads.of(scope)?.seq;
    });
    expect(newest).toEqual([2, 5, 9, 2, 4]);
    expect(heads.all()).toMatchObject([{ seq: 4, index: 4 }]);
  });

  it('[WI3] hold what became of each entry in a running hash', () => {
    const standing = { seq: 1, status: 'accepted', code: null, fork: false, dev, inst: 1, n: 1, stray: null };
    const start = outcomesGenesis(sha256, scope);
    const value = nextOutcomes(sha256, start, writeStanding(standing));
    const others = [
      { ...standing, status: 'quarantined' },
      { ...standing, code: 'device_fork' },
      { ...standing, fork: true },
      { ...standing, n: 2 },
      { ...standing, stray: hash },
    ];
    for (const other of others) expect(nextOutcomes(sha256, start, writeStanding(other))).not.toEqual(value);
  });
});
