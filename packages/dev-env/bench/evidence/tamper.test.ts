import { beforeAll, describe, expect, it } from 'vitest';
import { fromOctets, inThisThread, verifyExport, type Fault, type Summary } from '@truc/server/evidence';
import type { Result } from '@truc/base';
import { exportSample } from './export-sample.ts';
import { mutate, mutationKinds, seededRandom, type Victim } from './mutations.ts';
import { makeSigningKey, makeSmallLog, signTree } from './sample-log.ts';

const signing = makeSigningKey('truc.example/so-truc');
let victim: Victim;

beforeAll(async () => {
  const log = makeSmallLog();
  const tree = signTree(log.records, signing);
  const older = signTree(log.records.slice(0, 7), signing);
  victim = { log, tree, older, signing, file: await exportSample(log, tree, signing) };
});

function verify(file: Buffer, seen: readonly string[] = []): Promise<Result<Summary, Fault>> {
  const source = fromOctets(file);
  return verifyExport({ source, runner: inThisThread(source), key: signing.key, seen });
}

describe('verifyExport', () => {
  it('[WI7] finds a whole log whole, with its restore, its redaction and its quarantine', async () => {
    const verified = await verify(victim.file, [victim.older.note, victim.tree.note]);
    expect(verified).toMatchObject({
      ok: true,
      value: {
        entries: 11,
        segments: 2,
        redacted: [{ scope: 'post:gate', seq: 2, decision: '12/2021/QĐ-TA' }],
        restores: [{ epoch: 2, lostHeads: 1 }],
        statuses: { accepted: 9, quarantined: 2 },
      },
    });
  });

  it('[WI7] turns down a file of another log, and one that another history contradicts', async () => {
    const stranger = makeSigningKey('truc.example/so-truc');
    const source = fromOctets(victim.file);
    const parts = { source, runner: inThisThread(source), seen: [] };
    expect(await verifyExport({ ...parts, key: stranger.key })).toMatchObject({ ok: false });
    const forked = signTree([...victim.log.records.slice(0, 6), ...victim.log.records.slice(0, 3)], signing);
    const verdict = await verify(victim.file, [forked.note]);
    expect(verdict).toMatchObject({ ok: false, error: { what: 'another history was signed at size 9' } });
  });

  it.each(mutationKinds)('[WI7] notices when %s', async (kind) => {
    const random = seededRandom(mutationKinds.indexOf(kind) + 1);
    let tried = 0;
    for (let at = 0; at < 40; at += 1) {
      const mutation = await mutate(victim, kind, random);
      if (mutation === null) continue;
      tried += 1;
      const verdict = await verify(mutation.file);
      expect(verdict.ok, `${kind}, try ${at}`).toBe(false);
    }
    expect(tried).toBeGreaterThan(0);
  });

  it('[WI7] names the first bad entry by its place in the file', async () => {
    const at = victim.file.indexOf('Mục 3');
    const changed = Buffer.from(victim.file);
    changed.write('9', at + Buffer.byteLength('Mục '));
    const verdict = await verify(changed);
    expect(verdict).toMatchObject({
      ok: false,
      error: { scope: 'post:gate', seq: 3, what: 'the body is not the one that its author committed to' },
    });
    const offset = verdict.ok ? 0 : verdict.error.offset;
    expect(offset).toBeLessThan(at);
    expect(changed.toString('latin1', offset, offset + 2)).toBe('e ');
  });
});
