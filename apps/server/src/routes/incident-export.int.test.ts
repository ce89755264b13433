import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { IncidentExportAnswerSchema } from '@truc/domain/api';
import { readVerifierKey } from '@truc/sync/evidence';
import type { ScopeId } from '@truc/sync/protocol';
import fc from 'fast-check';
import pg from 'pg';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeSha256 } from '../config/system-ports.ts';
import { redactBody } from '../evidence/redact.ts';
import { writeFault } from '../evidence/verify/fault.ts';
import { verifyIncident, type IncidentSummary } from '../evidence/incident/verify-incident.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';
import { must } from '../testing/must.ts';
import { reportedIncident } from '../testing/incident-sayings.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

const why = { purpose: 'check_remedies', reason: 'Họp rút kinh nghiệm tuần', paper: null };

function ask(browser: Browser, about: { scope: string; incident: string }, more: object = {}) {
  const { scope, incident } = about;
  return browser.post('/api/incidents/export', { scope, incident, ...why, ...more });
}

async function fileOf(answer: Response): Promise<string> {
  expect(answer.status).toBe(200);
  return v.parse(IncidentExportAnswerSchema, await answer.json()).text;
}

async function check(text: string | Buffer) {
  const key = readVerifierKey(nativeSha256, world.server.context.evidence.verifierKey);
  if (key === null) throw new Error('the server has its key');
  return verifyIncident(Buffer.from(text as string), key);
}

/** What a file says that holds. */
async function whole(text: string): Promise<IncidentSummary> {
  const checked = await check(text);
  if (!checked.ok) throw new Error(writeFault(checked.error));
  return checked.value;
}

function verifyByProgram(text: string) {
  const file = join(world.folder, `${randomUUID()}.truc`);
  writeFileSync(file, text);
  const program = join(import.meta.dirname, '../evidence/verify/verify-cli.ts');
  const { verifierKey } = world.server.context.evidence;
  const ran = spawnSync(process.execPath, [program, file, '--key', verifierKey], { encoding: 'utf8' });
  return { status: ran.status, out: `${ran.stdout}${ran.stderr}` };
}

describe('the record of one incident', () => {
  it('[KH-15] goes out whole, with envelopes, outcomes and signatures, and holds by itself', async () => {
    const about = await reportedIncident(world);
    const text = await fileOf(await ask(await world.signedIn('thao'), about));
    const { operations, others, signed } = await whole(text);
    expect(operations.map(({ seq, status }) => [seq, status])).toEqual([
      [1, 'accepted'],
      [3, 'accepted'],
      [4, 'accepted'],
    ]);
    expect({ others, signed }).toEqual({ others: 1, signed: 2 });
    expect(text).toContain('Đã mời về phòng');
    expect(text).toContain('Bảo quản như tài liệu bí mật nhà nước');
    // Of what else stands in the log only its place goes along.
    expect(text).not.toContain('Bí mật của sự việc khác');
    expect(verifyByProgram(text)).toMatchObject({
      status: 0,
      out: expect.stringMatching(/^GOOD 3 operations of incident[\s\S]*Họp rút kinh nghiệm tuần/) as string,
    });
  });

  it('[KH-05] [GL-06] says in the record itself who took it out, when, and for which purpose', async () => {
    const about = await reportedIncident(world);
    const first = await whole(await fileOf(await ask(await world.signedIn('thao'), about)));
    const second = await whole(await fileOf(await ask(await world.signedIn('thao'), about)));
    expect(first.about).toMatchObject({ by: { id: 'le-thi-thao' }, purpose: 'check_remedies' });
    const exports = second.operations.filter(({ header }) => header.includes('incident.exported'));
    expect(exports.map(({ body }) => JSON.parse(body ?? '') as object)).toEqual([
      { incident: about.incident, by: 'le-thi-thao', ...why },
      { incident: about.incident, by: 'le-thi-thao', ...why },
    ]);
  });

  it('[GL-07] [GL-08] asks purpose and reason, and the paper for any other purpose', async () => {
    const about = await reportedIncident(world);
    const thao = await world.signedIn('thao');
    expect((await ask(thao, about, { reason: 'ngắn' })).status).toBe(400);
    expect((await ask(thao, about, { purpose: 'curiosity' })).status).toBe(400);
    expect((await ask(thao, about, { purpose: 'other_by_paper' })).status).toBe(400);
    const paper = '12/QĐ-BCĐ ngày 14/6/2021, Trưởng BCĐ tỉnh';
    expect((await ask(thao, about, { purpose: 'other_by_paper', paper })).status).toBe(200);
  });

  it('[KH-12] is refused to whoever has no right to take it out, and to everybody of what is not there', async () => {
    const about = await reportedIncident(world);
    // The watch reads it and takes nothing out; the department of health has the civil facilities; the administrator nothing.
    for (const name of ['khanh', 'duong', 'my', 'admin'] as const)
      expect((await ask(await world.signedIn(name), about)).status).toBe(404);
    expect((await ask(await world.signedIn('thao'), { ...about, incident: randomUUID() })).status).toBe(404);
    const { rows } = await world.server.context.database.pool.query<{ outcome: string }>(
      `select outcome from audit where action = 'export_incident' and object = $1`,
      [`${about.scope} ${about.incident}`],
    );
    expect(rows.map(({ outcome }) => outcome)).toEqual(['denied', 'denied', 'denied', 'denied']);
  });

  it('[WI6] keeps the commitment of what was taken out by a decision, and names the decision', async () => {
    const about = await reportedIncident(world);
    const owner = new pg.Client({ connectionString: world.database.ownerUrl });
    await owner.connect();
    const seq = about.outcomes[2]?.seq ?? 0;
    must(
      await redactBody(owner, {
        scope: about.scope as ScopeId,
        seq,
        decision: '7/QĐ-UBND',
        orderedBy: 'test',
      }),
    );
    await owner.end();
    const text = await fileOf(await ask(await world.signedIn('thao'), about));
    const checked = await whole(text);
    expect(checked.withheld).toEqual([{ seq, decision: '7/QĐ-UBND' }]);
    expect(text).not.toContain('Đã mời về phòng');
    const lines = text.split('\n');
    const at = lines.findIndex((line) => line.includes('"type":"record"') && line.includes('redaction'));
    const without = [...lines.slice(0, at), ...lines.slice(at + 1)].join('\n');
    expect(await check(without)).toMatchObject({ ok: false });
  });

  it('is not given of a log that contradicts what was signed of it', async () => {
    const about = await reportedIncident(world);
    const owner = new pg.Client({ connectionString: world.database.ownerUrl });
    await owner.connect();
    const recv = async (by: number) => {
      await owner.query('alter table leaf disable trigger user');
      await owner.query(`update leaf set recv_at = recv_at + $1 where scope = $2 and seq = $3`, [
        by,
        about.scope,
        about.outcomes[2]?.seq,
      ]);
      await owner.query('alter table leaf enable trigger user');
    };
    await recv(1);
    expect((await ask(await world.signedIn('thao'), about)).status).toBe(503);
    await recv(-1);
    expect((await ask(await world.signedIn('thao'), about)).status).toBe(200);
    await owner.end();
  });
});

describe('a file that somebody edited', () => {
  it('[WI7] is found out, whatever was edited, and the first bad record is named', async () => {
    const about = await reportedIncident(world);
    const whole = Buffer.from(await fileOf(await ask(await world.signedIn('thao'), about)));
    const lines = whole.toString().split('\n').slice(0, -1);
    await fc.assert(
      fc.asyncProperty(edits(lines.length, whole.length), async (edit) => {
        const edited = apply(edit, whole, lines);
        fc.pre(!edited.equals(whole));
        const checked = await check(edited);
        expect(checked.ok).toBe(false);
        if (checked.ok) return;
        // Nothing before the edit is blamed; of two lines that are alike, the first may be.
        const changed = lineStart(whole, firstDifference(whole, edited));
        const first = edit.kind === 'double line' ? lineStart(whole, changed) : changed;
        expect(checked.error.offset).toBeGreaterThanOrEqual(first);
      }),
      { numRuns: 200 },
    );
  }, 60_000);

  it('[WI7] names the record whose words were changed', async () => {
    const about = await reportedIncident(world);
    const text = await fileOf(await ask(await world.signedIn('thao'), about));
    const seq = about.outcomes[2]?.seq;
    expect(verifyByProgram(text.replace('Đã mời về phòng', 'Đã mời về nhà'))).toMatchObject({
      status: 1,
      out: expect.stringMatching(
        new RegExp(`^FAULT offset \\d+ .*seq ${seq}: the body is not the one that its author committed to`),
      ) as string,
    });
  });
});

type Edit =
  | { readonly kind: 'octet'; readonly at: number; readonly to: number }
  | { readonly kind: 'insert'; readonly at: number; readonly to: number }
  | { readonly kind: 'remove' | 'cut'; readonly at: number }
  | { readonly kind: 'drop line' | 'double line'; readonly line: number }
  | { readonly kind: 'swap lines'; readonly line: number; readonly with: number };

function edits(lines: number, octets: number): fc.Arbitrary<Edit> {
  const at = fc.nat(octets - 1);
  const line = fc.nat(lines - 1);
  const octet = fc.nat(255);
  return fc.oneof(
    fc.record({ kind: fc.constant('octet' as const), at, to: octet }),
    fc.record({ kind: fc.constant('insert' as const), at, to: octet }),
    fc.record({ kind: fc.constantFrom('remove' as const, 'cut' as const), at }),
    fc.record({ kind: fc.constantFrom('drop line' as const, 'double line' as const), line }),
    fc.record({ kind: fc.constant('swap lines' as const), line, with: line }),
  );
}

function apply(edit: Edit, whole: Buffer, lines: readonly string[]): Buffer {
  const joined = (all: readonly string[]) => Buffer.from(all.map((line) => `${line}\n`).join(''));
  switch (edit.kind) {
    case 'octet': {
      const edited = Buffer.from(whole);
      edited[edit.at] = edit.to;
      return edited;
    }
    case 'insert':
      return Buffer.concat([whole.subarray(0, edit.at), Buffer.of(edit.to), whole.subarray(edit.at)]);
    case 'remove':
      return Buffer.concat([whole.subarray(0, edit.at), whole.subarray(edit.at + 1)]);
    case 'cut':
      return whole.subarray(0, edit.at);
    case 'drop line':
      return joined(lines.filter((_, at) => at !== edit.line));
    case 'double line':
      return joined(lines.flatMap((line, at) => (at === edit.line ? [line, line] : [line])));
    case 'swap lines':
      return joined(
        lines.map(
          (line, at) => lines[at === edit.line ? edit.with : at === edit.with ? edit.line : at] ?? line,
        ),
      );
  }
}

function firstDifference(a: Buffer, b: Buffer): number {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) at += 1;
  return at;
}

function lineStart(octets: Buffer, at: number): number {
  return octets.subarray(0, Math.max(0, at - 1)).lastIndexOf(10) + 1;
}
