import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { signNote, writeCheckpoint, writeNote, writeVerifierKey } from '@truc/sync/evidence';
import { PullResponseSchema, protocolVersion, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import { DeviceWriter } from '../testing/device-writer.ts';
import { must } from '../testing/must.ts';
import { createTestWorld, type Browser } from '../testing/test-world.ts';
import { readOrMakeSigningKey } from './checkpoint-key.ts';
import { redactAgain, redactBody } from './redact.ts';
import { witnessKeyOf, witnessOnce } from './witness.ts';

const scope = 'post:p-01' as ScopeId;
let tidyUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const step of tidyUp.reverse()) await step();
  tidyUp = [];
});

async function writtenWorld() {
  const world = await createTestWorld();
  tidyUp.push(() => world.close());
  const owner = new pg.Client({ connectionString: world.database.ownerUrl });
  await owner.connect();
  tidyUp.push(() => owner.end());
  const browser = await world.signedIn('khanh');
  const { dev } = await browser.enrol();
  const writer = new DeviceWriter(dev);
  for (const at of [1, 2, 3]) writer.write({ actor: 'tran-van-khanh', scope, text: `Mục số ${at}` });
  writer.write({ actor: 'tran-van-khanh', scope: 'post:p-02', text: 'Không được phép ở đây' });
  writer.write({ actor: 'tran-van-khanh', scope: 'post:bench-1', text: 'Ở vị trí khác' });
  expect((await browser.post('/api/sync/push', writer.segment())).status).toBe(200);
  must(await world.server.context.evidence.record());
  const file = join(world.folder, 'so.evidence');
  const { config, ownerUrl } = world.database;
  const env = {
    PATH: process.env.PATH,
    DATABASE_URL: config.kind === 'external' ? config.url : '',
    DATABASE_OWNER_URL: ownerUrl,
    TRUC_DATA: world.folder,
  };
  const run = (program: string, ...args: string[]) => {
    const path = join(import.meta.dirname, program);
    const ran = spawnSync(process.execPath, [path, ...args], { env, encoding: 'utf8' });
    return { status: ran.status, out: `${ran.stdout}${ran.stderr}` };
  };
  const key = world.server.context.evidence.verifierKey;
  const exportAndVerify = (what = 'all', ...more: string[]) => {
    const exported = run('export/export-cli.ts', what, file);
    expect(exported).toMatchObject({ status: 0 });
    return run('verify/verify-cli.ts', file, '--key', key, ...more);
  };
  return { world, owner, browser, writer, file, run, key, exportAndVerify };
}

async function asTamperer(owner: pg.Client, statement: string): Promise<void> {
  await owner.query('alter table leaf disable trigger user');
  await owner.query(statement);
  await owner.query('alter table leaf enable trigger user');
}

async function pullAll(browser: Browser) {
  const cursor = { scope, epoch: 0, seq: 0, chain: '0'.repeat(64) };
  const request = { v: protocolVersion, cursors: [cursor], budgetBytes: 65_536, witness: null };
  const answer = v.parse(PullResponseSchema, await (await browser.post('/api/sync/pull', request)).json());
  return answer.scopes[0];
}

describe('export and verify', () => {
  it('[WI7] writes all, a facility or one scope, and finds each whole', async () => {
    const { world, exportAndVerify, file, run, key } = await writtenWorld();
    const note = join(world.folder, 'seen');
    writeFileSync(note, world.server.context.evidence.newest()?.note ?? '');
    expect(exportAndVerify('all', '--seen', note)).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^GOOD 5 entries of 3 logs[\s\S]*quarantined: 1/) as string,
    });
    expect(exportAndVerify('f-01').out).toMatch(/^GOOD 4 entries of 2 logs/);
    expect(exportAndVerify(scope).out).toMatch(/^GOOD 3 entries of 1 logs/);
    writeFileSync(file, readFileSync(file).subarray(0, -10));
    expect(run('verify/verify-cli.ts', file, '--key', key).status).toBe(1);
    expect(run('verify/verify-cli.ts', file).status).toBe(2);
    // Five programs one after another: on a busy machine each takes seconds to start.
  }, 120_000);

  it.each([
    [
      'a body',
      `update leaf set body = convert_to('{}', 'UTF8') where scope = '${scope}' and seq = 2`,
      'seq 2',
    ],
    [
      'a header',
      `update leaf set header = set_byte(header, 40, 48 + (get_byte(header, 40) + 1) % 10) where seq = 2`,
      'seq 2',
    ],
    [
      'the time of receipt',
      `update leaf set recv_at = recv_at - 1 where scope = '${scope}' and seq = 3`,
      'seq 3',
    ],
    ['an outcome', `update leaf set status = 'accepted_late' where scope = '${scope}' and seq = 1`, 'seq 3'],
    ['a deletion', `delete from leaf where scope = '${scope}' and seq = 2`, 'seq 2'],
    [
      'a quarantined body',
      `update leaf set body = convert_to('{}', 'UTF8') where scope like 'quarantine:%'`,
      'seq 1',
    ],
  ])('[WI7] names the entry that somebody changed in the database: %s', async (_what, statement, place) => {
    const { owner, exportAndVerify } = await writtenWorld();
    await asTamperer(owner, statement);
    const { status, out } = exportAndVerify();
    expect(status).toBe(1);
    expect(out).toContain('FAULT');
    expect(out).toContain(place);
    expect(out.trim().split('\n')).toHaveLength(1);
  });

  it('[WI8] takes a body out by a decision: chains hold, readers fetch again, the export says so', async () => {
    const { world, owner, browser, exportAndVerify, writer } = await writtenWorld();
    const before = await pullAll(browser);
    const order = { scope, seq: 2, decision: '12/2021/QĐ-TA', orderedBy: 'Quản trị' };
    must(await redactBody(owner, order));
    expect(await redactBody(owner, order)).toMatchObject({ ok: false, error: { code: 'redacted_already' } });
    const after = await pullAll(browser);
    expect(after?.epoch).toBeGreaterThan(before?.epoch ?? 0);
    expect(after?.chain).toBe(before?.chain);
    expect(after?.leaves[1]).toMatchObject({ redacted: order.decision, op: { b: '', s: '' } });
    const dump = await owner.query<{ found: boolean }>(
      `select exists (select 1 from leaf where position(convert_to('Mục số 2', 'UTF8') in body) > 0) as found`,
    );
    expect(dump.rows).toEqual([{ found: false }]);
    must(await world.server.context.evidence.record());
    expect(exportAndVerify().out).toMatch(
      /GOOD 5 entries[\s\S]*taken out: post:p-01 2, decision 12\/2021\/QĐ-TA/,
    );
    const audit = await owner.query(
      `select object, detail ->> 'decision' as decision from audit where action = 'redact_body'`,
    );
    expect(audit.rows).toEqual([{ object: 'post:p-01#2', decision: order.decision }]);
    // The device that wrote it gets its outcome as before, and nothing comes back.
    expect((await browser.post('/api/sync/push', writer.segment())).status).toBe(200);
    expect(await redactAgain(owner)).toBe(0);
  });

  it('[WI8] refuses a body that is taken out without the recorded decision', async () => {
    const { owner, exportAndVerify } = await writtenWorld();
    await asTamperer(
      owner,
      `update leaf set body = '', salt = '', redacted = 'x' where scope = '${scope}' and seq = 2`,
    );
    expect(exportAndVerify()).toMatchObject({
      status: 1,
      out: expect.stringContaining('the body is missing and no decision was recorded') as string,
    });
  });

  it('[WI6] a witness outside cosigns what goes on, and keeps what contradicts', async () => {
    const { world, browser, writer } = await writtenWorld();
    const options = {
      server: world.server.url,
      folder: join(world.folder, 'witness'),
      name: 'thanh-tra',
      nowMs: () => 1e12,
    };
    writeFileSync(join(world.folder, 'server/witnesses'), `${writeVerifierKey(witnessKeyOf(options).key)}\n`);
    await world.restart();
    const again = { ...options, server: world.server.url };
    const first = must(await witnessOnce(again));
    writer.write({ actor: 'tran-van-khanh', scope, text: 'Mục sau' });
    await browser.post('/api/sync/push', writer.segment(6));
    must(await world.server.context.evidence.record());
    expect(must(await witnessOnce(again)).size).toBeGreaterThan(first.size);
    expect(await world.server.context.evidence.cosignedNote()).toContain('— thanh-tra ');
    // Somebody with the database and with the folder of the server, but another history.
    writeFileSync(join(again.folder, 'checkpoint'), forgedNote(world, 7));
    expect(await witnessOnce(again)).toMatchObject({ ok: false, error: { code: 'inconsistent' } });
  });
});

/** A note of another tree, signed with the log's own key: what a forger who stole the key would show. */
function forgedNote(world: Awaited<ReturnType<typeof createTestWorld>>, size: number): string {
  const path = join(world.folder, 'server/checkpoint-key');
  const signing = readOrMakeSigningKey(path, { kind: 'ed25519', name: 'unused' });
  const text = writeCheckpoint({ origin: signing.key.name, size, root: new Uint8Array(32) });
  return writeNote({ text, signatures: [signNote(text, signing.key, signing.sign)] });
}
