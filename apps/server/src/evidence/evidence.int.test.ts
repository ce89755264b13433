import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import {
  cosignNote,
  openCheckpoint,
  provesConsistency,
  provesInclusion,
  readNote,
  readRecord,
  readVerifierKey,
  recordDigest,
  signatureLine,
  writeVerifierKey,
  type Checkpoint,
} from '@truc/sync/evidence';
import { fromBase64Url, protocolVersion, PullResponseSchema, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import { nativeSha256 } from '../config/system-ports.ts';
import { DeviceWriter } from '../testing/device-writer.ts';
import { must } from '../testing/must.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';
import { readOrMakeSigningKey, verifyEd25519 } from './checkpoint-key.ts';

const scope = 'post:p-01' as ScopeId;
let tidyUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of tidyUp.reverse()) await step();
  tidyUp = [];
});

async function worldWithWriter() {
  const world = await createTestWorld();
  tidyUp.push(() => world.close());
  const browser = await world.signedIn('khanh');
  const { dev } = await browser.enrol();
  const writer = new DeviceWriter(dev);
  const owner = new pg.Client({ connectionString: world.database.ownerUrl });
  await owner.connect();
  tidyUp.push(() => owner.end());
  return { world, browser, writer, owner };
}

async function push(browser: Browser, writer: DeviceWriter, count: number): Promise<void> {
  const from = writer.ops.length + 1;
  for (let at = 0; at < count; at += 1)
    writer.write({ actor: 'tran-van-khanh', scope, text: `Mục ${from + at}` });
  expect((await browser.post('/api/sync/push', writer.segment(from))).status).toBe(200);
}

/** The evidence tables as a backup of that moment has them. */
async function putBack(owner: pg.Client, size: number): Promise<void> {
  for (const table of ['evidence_record', 'evidence_node', 'evidence_checkpoint'])
    await owner.query(`alter table ${table} disable trigger user`);
  await owner.query('delete from evidence_record where index >= $1', [size]);
  await owner.query('delete from evidence_node where (index + 1) * (1 << level) > $1', [size]);
  await owner.query('delete from evidence_checkpoint where size > $1', [size]);
}

async function seenCheckpoint(world: TestWorld): Promise<Checkpoint & { note: string }> {
  const browser = world.browser();
  const key = readVerifierKey(nativeSha256, (await (await browser.get('/api/evidence/key')).text()).trim());
  const note = await (await browser.get('/api/evidence/checkpoint')).text();
  const checkpoint = key === null ? null : await openCheckpoint(note, key, verifyEd25519);
  if (checkpoint === null) throw new Error('the server shows a signed checkpoint');
  return { ...checkpoint, note };
}

async function expectGrownFrom(world: TestWorld, old: Checkpoint): Promise<Checkpoint> {
  const answer = await (await world.browser().get(`/api/evidence/consistency?from=${old.size}`)).json();
  const now = await seenCheckpoint(world);
  const proof = (answer.proof as string[]).map(fromBase64Url);
  expect(
    provesConsistency(nativeSha256, {
      oldSize: old.size,
      oldRoot: old.root,
      size: now.size,
      root: now.root,
      proof,
    }),
  ).toBe(true);
  return now;
}

async function pull(browser: Browser, witness: { size: number; root: string } | null) {
  const cursor = { scope, epoch: 0, seq: 0, chain: '0'.repeat(64) };
  const request = { v: protocolVersion, cursors: [cursor], budgetBytes: 65_536, witness };
  return v.parse(PullResponseSchema, await (await browser.post('/api/sync/pull', request)).json());
}

describe('evidence', () => {
  it('[WI4] records each log that moved, once, and signs a checkpoint that goes on from the one before', async () => {
    const { world, browser, writer } = await worldWithWriter();
    const { evidence } = world.server.context;
    await push(browser, writer, 3);
    must(await evidence.record());
    const first = await seenCheckpoint(world);
    expect(first.size).toBe(1);
    must(await evidence.record());
    expect((await seenCheckpoint(world)).note).toBe(first.note);
    await push(browser, writer, 2);
    must(await evidence.record());
    expect((await expectGrownFrom(world, first)).size).toBe(2);
    const { note } = await seenCheckpoint(world);
    expect(readFileSync(join(world.folder, 'server/evidence/checkpoint'), 'utf8')).toBe(note);
    expect(statSync(join(world.folder, 'server/checkpoint-key')).mode & 0o777).toBe(0o600);
    expect(await (await world.browser().get('/metrics')).text()).toMatch(
      /truc_evidence_age_seconds \d+\.?\d*\n/,
    );
  });

  it('[WI5] brings a puller the checkpoint, its consistency, and the newest head of what it asked for', async () => {
    const { world, browser, writer } = await worldWithWriter();
    await push(browser, writer, 2);
    must(await world.server.context.evidence.record());
    const { checkpoint, scopes } = await pull(browser, null);
    const now = await seenCheckpoint(world);
    const [head] = checkpoint?.heads ?? [];
    expect(checkpoint?.note).toBe(now.note);
    expect(readRecord(head?.record ?? '')).toMatchObject({ scope, seq: 2, chain: scopes[0]?.chain });
    expect(
      provesInclusion(nativeSha256, {
        leaf: recordDigest(nativeSha256, head?.record ?? ''),
        index: head?.index ?? -1,
        size: now.size,
        proof: (head?.proof ?? []).map(fromBase64Url),
        root: now.root,
      }),
    ).toBe(true);
    const root = Buffer.from(now.root).toString('base64url');
    expect((await pull(browser, { size: now.size, root })).checkpoint).toBeNull();
    expect((await pull(browser, { size: now.size + 9, root })).checkpoint).toMatchObject({ consistency: [] });
  });

  it('[WI4] signs nothing of a log that was changed in place, goes on with the others, and says so', async () => {
    const { world, browser, writer, owner } = await worldWithWriter();
    const { evidence } = world.server.context;
    await push(browser, writer, 3);
    must(await evidence.record());
    await owner.query('alter table leaf disable trigger user');
    await owner.query(`update leaf set recv_at = recv_at + 1 where scope = $1 and seq = 2`, [scope]);
    await push(browser, writer, 1);
    // What was recorded before is not read again; what is rewritten with its chain no longer meets the recorded value.
    await owner.query(`update leaf set chain = sha256(chain) where scope = $1 and seq = 4`, [scope]);
    const turn = must(await evidence.record());
    expect(turn.contradictions).toEqual([{ scope, seq: 4 }]);
    expect(turn.newest.size).toBe(1);
    expect(await (await world.browser().get('/metrics')).text()).toContain('truc_evidence_faults 1');
  });

  it('[WI4] refuses to sign over a tree that was exchanged in the database', async () => {
    const { world, browser, writer, owner } = await worldWithWriter();
    await push(browser, writer, 1);
    must(await world.server.context.evidence.record());
    await owner.query('alter table evidence_node disable trigger user');
    await owner.query('update evidence_node set hash = sha256(hash)');
    await push(browser, writer, 1);
    expect(await world.server.context.evidence.record()).toMatchObject({
      ok: false,
      error: { code: 'evidence_contradicted' },
    });
  });

  it('[WI4] goes on in the same tree when the database is behind it, in a new epoch, and declares what was lost', async () => {
    const { world, browser, writer, owner } = await worldWithWriter();
    const { evidence } = world.server.context;
    await push(browser, writer, 2);
    must(await evidence.record());
    const backup = await seenCheckpoint(world);
    await push(browser, writer, 2);
    must(await evidence.record());
    const newest = await seenCheckpoint(world);
    await putBack(owner, backup.size);
    expect(must(await evidence.record()).restored).toEqual({
      from: backup.size,
      size: newest.size,
      epoch: 2,
    });
    const now = await expectGrownFrom(world, newest);
    await expectGrownFrom(world, backup);
    const records = readFileSync(join(world.folder, 'server/evidence/records'), 'utf8').trimEnd().split('\n');
    expect(records).toHaveLength(now.size);
    expect(readRecord(records[newest.size] ?? '')).toMatchObject({
      type: 'restore',
      from: backup.size,
      epoch: 2,
    });
    // Entries 3 and 4 are still there in this test: the walk begins at the head that the backup had, and finds them good.
    expect(readRecord(records.at(-1) ?? '')).toMatchObject({ type: 'head', scope, epoch: 2, seq: 4 });
    expect(must(await evidence.record()).restored).toBeNull();
  });

  it('[WI4] signs nothing over a database that is behind when the records outside are not the signed ones', async () => {
    const { world, browser, writer, owner } = await worldWithWriter();
    const { evidence } = world.server.context;
    await push(browser, writer, 2);
    must(await evidence.record());
    await push(browser, writer, 2);
    must(await evidence.record());
    const { note } = await seenCheckpoint(world);
    await putBack(owner, 1);
    const path = join(world.folder, 'server/evidence/records');
    writeFileSync(path, readFileSync(path, 'utf8').replace(/"seq":4/, '"seq":5'));
    expect(await evidence.record()).toMatchObject({ ok: false, error: { code: 'records_lost' } });
    expect((await seenCheckpoint(world)).note).toBe(note);
    await push(browser, writer, 1);
  });

  it('[WI6] takes the cosignature of a witness that it knows, and no other', async () => {
    const { world, browser, writer } = await worldWithWriter();
    const witness = readOrMakeSigningKey(join(world.folder, 'witness-key'), {
      kind: 'cosignature',
      name: 'thanh-tra',
    });
    mkdirSync(join(world.folder, 'server'), { recursive: true });
    writeFileSync(join(world.folder, 'server/witnesses'), `${writeVerifierKey(witness.key)}\n`);
    await world.restart();
    await push(browser, writer, 1);
    must(await world.server.context.evidence.record());
    const { size, note } = await seenCheckpoint(world);
    const text = readNote(note)?.text ?? '';
    const sign = (key: typeof witness, on: string) =>
      signatureLine(cosignNote(on, { key: key.key, seconds: 1_623_741_600, sign: key.sign })).trimEnd();
    const stranger = readOrMakeSigningKey(join(world.folder, 'other-key'), {
      kind: 'cosignature',
      name: 'thanh-tra',
    });
    const send = (line: string) => world.browser().post('/api/evidence/cosign', { size, line });
    expect((await send(sign(stranger, text))).status).toBe(403);
    expect((await send(sign(witness, `${text}x`))).status).toBe(403);
    expect((await send('— nobody AAAA')).status).toBe(403);
    expect((await send(sign(witness, text))).status).toBe(200);
    const shown = readNote((await seenCheckpoint(world)).note);
    expect(shown?.signatures.map(({ name }) => name)).toEqual(['truc.local/so-truc', 'thanh-tra']);
  });
});
