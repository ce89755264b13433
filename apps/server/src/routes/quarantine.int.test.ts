import { QuarantineResponseSchema } from '@truc/domain/api';
import { incidentKinds } from '@truc/domain/incident';
import {
  canonicalJson,
  ErrorBodySchema,
  PushResponseSchema,
  ScopeIdSchema,
  type Json,
  type WireOperation,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandDecider, incidentsIn } from '../access/command-decider.ts';
import { keptState } from '../log/kept-state.ts';
import { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let thao: Browser;
let managers: DeviceWriter;
let duong: Browser;
let stranger: DeviceWriter;

beforeAll(async () => {
  world = await createTestWorld();
  thao = await world.signedIn('thao');
  managers = (await thao.enrolTablet()).writer;
  duong = await world.signedIn('duong');
  const { dev, inst } = await duong.enrol();
  stranger = new DeviceWriter(dev, inst);
});
afterAll(() => world.close());

async function push(browser: Browser, writer: DeviceWriter) {
  const answer = await browser.post('/api/sync/push', writer.segment(writer.ops.length));
  const [outcome] = v.parse(PushResponseSchema, await answer.json()).outcomes;
  if (outcome === undefined) throw new Error('an outcome');
  return outcome;
}

/** Somebody of facility 02 writes into a book of facility 01: it waits there. */
async function waiting(text: string) {
  stranger.write({ actor: 'kpa-duong', scope: 'post:p-01', text });
  const { scope, seq } = await push(duong, stranger);
  const op = stranger.ops.at(-1);
  if (op === undefined) throw new Error('an operation');
  return { from: { scope, seq }, op };
}

function adopt(
  body: { readonly from: { readonly scope: string; readonly seq: number }; readonly op: WireOperation },
  { code = 'actor_not_permitted', ...place }: { readonly scope?: string; readonly code?: string } = {},
) {
  managers.writeRaw(
    { actor: 'le-thi-thao', scope: 'post:p-01', ...place, kind: 'quarantine.adopted', v: 1 },
    canonicalJson({ from: { ...body.from }, op: { ...body.op }, code }),
  );
  return push(thao, managers);
}

async function list(browser: Browser) {
  return v.parse(QuarantineResponseSchema, await (await browser.get('/api/quarantine')).json());
}

describe('what waits in quarantine', () => {
  it('[AD1] is listed for the facility’s manager, with author, reason and times, and adopted with one operation', async () => {
    const item = await waiting('Viết nhầm sổ, nhưng là thật');
    const before = (await list(thao)).waiting.find(({ from }) => from.seq === item.from.seq);
    expect(before).toMatchObject({
      from: item.from,
      op: item.op,
      code: 'actor_not_permitted',
      log: 'post:p-01',
      author: { id: 'kpa-duong', name: 'Kpă Dương' },
      text: 'Viết nhầm sổ, nhưng là thật',
      writtenAt: 1_623_741_600_000,
      beyond: null,
      refusable: true,
      adopted: null,
      refused: null,
    });
    expect(await adopt(item)).toMatchObject({ status: 'accepted', scope: 'post:p-01' });
    const after = (await list(thao)).waiting.find(({ from }) => from.seq === item.from.seq);
    expect(after?.adopted?.by).toBe('Lê Thị Thảo');
  });

  it('[AD3] is adopted twice without harm: the first one counts', async () => {
    const item = await waiting('Hai người cùng duyệt');
    expect(await adopt(item)).toMatchObject({ status: 'accepted' });
    const once = (await list(thao)).waiting.find(({ from }) => from.seq === item.from.seq);
    expect(await adopt(item)).toMatchObject({ status: 'accepted' });
    expect((await list(thao)).waiting.find(({ from }) => from.seq === item.from.seq)).toEqual(once);
  });

  it('[AD2] is adopted only as it waits: other words, another place, another book or another reason wait themselves', async () => {
    const item = await waiting('Nguyên văn');
    const other = await waiting('Chuyện khác');
    const outcomes = [
      await adopt({ ...item, op: { ...item.op, b: item.op.b.replace('Nguyên', 'Sửa') } }),
      await adopt({ from: other.from, op: item.op }),
      await adopt({ from: { ...item.from, seq: 9_999 }, op: item.op }),
      await adopt({ from: { ...item.from, scope: 'quarantine:f-02' }, op: item.op }),
      await adopt(item, { scope: 'post:bench-1' }),
      await adopt(item, { code: 'revoked_since' }),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual(outcomes.map(() => 'commitment_mismatch'));
    expect((await list(thao)).waiting.find(({ from }) => from.seq === item.from.seq)?.adopted).toBeNull();
  });

  it('[AD1] is nothing to whoever may not adopt there: neither to read nor to take', async () => {
    const item = await waiting('Không phải việc của trực');
    const khanh = await world.signedIn('khanh');
    const answer = await khanh.get('/api/quarantine');
    expect([answer.status, v.parse(ErrorBodySchema, await answer.json()).code]).toEqual([404, 'not_found']);
    const { writer } = await khanh.enrolTablet();
    writer.writeRaw(
      { actor: 'tran-van-khanh', scope: 'post:p-01', kind: 'quarantine.adopted', v: 1 },
      canonicalJson({ from: { ...item.from }, op: { ...item.op }, code: 'actor_not_permitted' }),
    );
    expect(await push(khanh, writer)).toMatchObject({
      code: 'actor_not_permitted',
      scope: 'quarantine:f-01',
    });
    const audit = await world.server.context.database.pool.query(
      `select outcome from audit where action = 'read_quarantine' and person = 'tran-van-khanh'`,
    );
    expect(audit.rows).toEqual([{ outcome: 'denied' }]);
  });
});

/** A command on an incident of facility 01, by somebody of facility 02: it waits there. */
async function waitingCommand(type: keyof typeof incidentKinds, body: Json, scope = 'facility:f-01') {
  const { kind, current } = incidentKinds[type];
  stranger.writeRaw({ actor: 'kpa-duong', scope, kind, v: current }, canonicalJson(body));
  const { seq, scope: at } = await push(duong, stranger);
  const op = stranger.ops.at(-1);
  if (op === undefined) throw new Error('an operation');
  return { from: { scope: at, seq }, op };
}

type Item = Awaited<ReturnType<typeof waitingCommand>>;

async function listed({ from }: Item) {
  return (await list(thao)).waiting.find((one) => one.from.seq === from.seq && one.from.scope === from.scope);
}

function refuseItem(item: Item, { scope = 'facility:f-01', reason = 'Ghi nhầm cơ sở' } = {}) {
  managers.writeRaw(
    { actor: 'le-thi-thao', scope, kind: 'quarantine.refused', v: 1 },
    canonicalJson({ from: { ...item.from }, op: { ...item.op }, code: 'actor_not_permitted', reason }),
  );
  return push(thao, managers);
}

describe('a command that waits in quarantine', () => {
  const incident = '0190163d-8694-7394-8001-0242ac12aaaa';
  const scope = 'facility:f-01';
  const fields = {
    title: 'Vượt rào',
    description: '',
    severity: 'high',
    casualties: null,
    place: '',
    cameras: [],
  };

  it('[AD4] is listed with what it says, and done in its author’s name when the manager adopts it', async () => {
    const item = await waitingCommand('open', { incident, fields: { ...fields, cameras: [] } });
    expect(await listed(item)).toMatchObject({ log: scope, text: null, beyond: null, refusable: true });
    expect(await adopt(item, { scope })).toMatchObject({ status: 'accepted', scope });
    expect((await listed(item))?.adopted).toMatchObject({ by: 'Lê Thị Thảo', applied: 'yes' });
    const { pool } = world.server.context.database;
    const state = await keptState(v.parse(ScopeIdSchema, scope), pool, commandDecider);
    expect(incidentsIn(state)[incident]).toMatchObject({
      opened: { by: 'kpa-duong' },
      fields: { title: { value: 'Vượt rào' } },
    });
  });

  it('[AD4] becomes a conflict where the field has changed since its author saw it, and says so in the list', async () => {
    const item = await waitingCommand('set', { incident, fields: { place: 'Cổng sau' } });
    const other = await waitingCommand('set', { incident, fields: { place: 'Cổng trước' } });
    await adopt(other, { scope });
    expect(await adopt(item, { scope })).toMatchObject({ status: 'conflict', code: 'field_conflict' });
    expect((await listed(item))?.adopted).toMatchObject({ applied: 'conflict' });
  });

  it('[AD4] is not for a manager whose own right does not reach so far', async () => {
    const item = await waitingCommand('takeUp', { incident, reason: 'Tôi nhận' });
    expect(await listed(item)).toMatchObject({ beyond: 'not_yours', refusable: true });
    expect(await adopt(item, { scope })).toMatchObject({
      status: 'quarantined',
      code: 'actor_not_permitted',
      scope: 'quarantine:f-01',
    });
  });

  it('[AD5] is refused with a reason that its list and its log keep, and may be adopted all the same later', async () => {
    const item = await waitingCommand('note', { incident, text: 'Không có thật' });
    expect(await refuseItem(item)).toMatchObject({ status: 'accepted', scope });
    expect(await listed(item)).toMatchObject({ adopted: null, refused: { reason: 'Ghi nhầm cơ sở' } });
    expect(await adopt(item, { scope })).toMatchObject({ status: 'accepted' });
    expect((await listed(item))?.adopted).toMatchObject({ applied: 'yes' });
  });

  it('[AD2] [AD5] is refused only as it waits, and with a reason', async () => {
    const item = await waitingCommand('note', { incident, text: 'Nguyên văn' });
    const outcomes = [
      await refuseItem({ ...item, op: { ...item.op, b: item.op.b.replace('Nguyên', 'Sửa') } }),
      await refuseItem({ ...item, from: { ...item.from, seq: 9_999 } }),
      await refuseItem(item, { scope: 'faults:f-01' }),
      await refuseItem(item, { reason: '' }),
    ];
    expect(outcomes.map(({ code }) => code)).toEqual([
      'commitment_mismatch',
      'commitment_mismatch',
      'commitment_mismatch',
      'schema_unreadable',
    ]);
    expect((await listed(item))?.refused).toBeNull();
  });

  it('[AD4] says what a signature, a word of a device and a report about a user need instead', async () => {
    stranger.writeRaw(
      { actor: 'kpa-duong', scope: 'post:p-01', kind: 'logbook.countersign', v: 1 },
      canonicalJson({ target: incident }),
    );
    const { scope: at, seq } = await push(duong, stranger);
    const op = stranger.ops.at(-1);
    if (op === undefined) throw new Error('an operation');
    const signature = { from: { scope: at, seq }, op };
    expect(await listed(signature)).toMatchObject({ beyond: 'own_act' });
    expect(await adopt(signature)).toMatchObject({ code: 'commitment_mismatch' });
    const garbage = await waitingCommand('note', { incident, words: 'không đọc được' });
    expect(await listed(garbage)).toMatchObject({ beyond: 'octets', refusable: true });
  });
});

describe('a countersignature', () => {
  it('[SV18] [GL-23] counts once for each person: of a second one the words stay and nothing comes of them', async () => {
    const target = '0190163d-8694-7394-8001-0242ac12bbbb';
    const sign = (entry: string) => {
      managers.writeRaw(
        { actor: 'le-thi-thao', scope: 'post:p-01', kind: 'logbook.countersign', v: 1 },
        canonicalJson({ target: entry }),
      );
    };
    sign(target);
    expect(await push(thao, managers)).toMatchObject({ status: 'accepted', code: null });
    sign(target);
    expect(await push(thao, managers)).toMatchObject({
      status: 'merged',
      code: 'parallel_update',
      scope: 'post:p-01',
    });
    const another = '0190163d-8694-7394-8001-0242ac12cccc';
    sign(another);
    sign(another);
    const answer = await thao.post('/api/sync/push', managers.segment(managers.ops.length - 1));
    const { outcomes } = v.parse(PushResponseSchema, await answer.json());
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'merged']);
  });
});

describe('what tablets declared and never sent', () => {
  it('[SV16] is known to its last place when the tablet comes back empty, and gone when it arrives', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    for (let at = 1; at <= 9; at += 1)
      writer.write({ actor: 'tran-van-khanh', scope: 'post:p-01', text: `Mục ${at}` });
    await khanh.post('/api/sync/push', { ...writer.segment(1, 3), maxN: 9, unsent: 6 });
    expect((await list(thao)).missing).toEqual([]);
    const { writer: next } = await khanh.enrolTablet(null);
    expect([next.dev, next.inst]).toEqual([writer.dev, 2]);
    const { missing } = await list(thao);
    expect(missing).toMatchObject([
      { dev: writer.dev, inst: 1, from: 4, to: 9, isStorageLost: true, people: ['Trần Vân Khánh'] },
    ]);
    const metrics = await (await fetch(`${world.server.url}/metrics`)).text();
    expect(metrics).toMatch(/^truc_missing_operations 6$/m);
    const { pool } = world.server.context.database;
    const raised = await pool.query(`select detail from audit where action = 'lost_writes' and object = $1`, [
      writer.dev,
    ]);
    expect(raised.rows).toEqual([{ detail: { inst: 1, from: 4, to: 9 } }]);
    await thao.post('/api/sync/carry', writer.segment(4, 6));
    expect((await list(thao)).missing).toMatchObject([{ from: 7, to: 9 }]);
    await thao.post('/api/sync/carry', writer.segment(7, 9));
    expect((await list(thao)).missing).toEqual([]);
  });

  it('[SV16] is raised as well while the storage lives, once it is overdue', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    for (let at = 1; at <= 2; at += 1)
      writer.write({ actor: 'tran-van-khanh', scope: 'post:p-01', text: `Mục ${at}` });
    await khanh.post('/api/sync/push', { ...writer.segment(1, 1), maxN: 2, unsent: 1 });
    const { pool } = world.server.context.database;
    await pool.query(
      `update device_installation set behind_since = now() - interval '31 minutes' where dev = $1`,
      [writer.dev],
    );
    expect((await list(thao)).missing).toMatchObject([{ from: 2, to: 2, isStorageLost: false }]);
    await khanh.post('/api/sync/push', writer.segment(2, 2));
    expect((await list(thao)).missing).toEqual([]);
  });
});
