import { randomUUID } from 'node:crypto';
import { MeSchema } from '@truc/domain/api';
import { emptyIncident, foldLeaf, incidentKinds, type Incidents } from '@truc/domain/incident';
import { amendmentKinds } from '@truc/domain/logbook';
import {
  protocolVersion,
  PullResponseSchema,
  PushResponseSchema,
  readHeader,
  scopeGenesis,
  type ScopeId,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeSha256 } from '../config/system-ports.ts';
import { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

const khanh = { actor: 'tran-van-khanh', scope: 'facility:f-01' };
const fields = {
  title: 'Tụ tập ở hành lang tầng 2',
  description: '',
  severity: 'high',
  casualties: null,
  place: 'Hành lang tầng 2',
  cameras: ['cam-011'],
};

type Said = {
  readonly actor: string;
  readonly scope: string;
  readonly incident: string;
  readonly base?: Record<string, number>;
};

function say(writer: DeviceWriter, said: Said, [type, body]: [keyof typeof incidentKinds, object]): void {
  const { incident, ...parts } = said;
  const { kind, current } = incidentKinds[type];
  writer.writeRaw({ ...parts, kind, v: current }, JSON.stringify({ incident, ...body }));
}

async function deviceOf(username: Parameters<TestWorld['signedIn']>[0]) {
  const browser = await world.signedIn(username);
  const { dev, inst } = await browser.enrol();
  return { browser, writer: new DeviceWriter(dev, inst) };
}

async function push(browser: Browser, writer: DeviceWriter, from = 1) {
  const answer = await browser.post('/api/sync/push', writer.segment(from));
  expect(answer.status).toBe(200);
  return v.parse(PushResponseSchema, await answer.json()).outcomes;
}

async function pullFacility(browser: Browser) {
  const scope = khanh.scope as ScopeId;
  const cursor = { scope, epoch: 1, seq: 0, chain: scopeGenesis(nativeSha256, scope, 1) };
  const request = { v: protocolVersion, cursors: [cursor], budgetBytes: 1_000_000, witness: null };
  const answer = await browser.post('/api/sync/pull', request);
  return v.parse(PullResponseSchema, await answer.json());
}

/** What a reader makes of the leaves, by the same rules. */
async function readIncidents(browser: Browser): Promise<Incidents> {
  const { scopes } = await pullFacility(browser);
  return (scopes[0]?.leaves ?? []).reduce<Incidents>((incidents, { op, seq, status, code }) => {
    const header = readHeader(op);
    if (header === null) throw new Error('every leaf of this log has a header');
    const folded = foldLeaf(incidents, { ...header, base: header.base ?? {}, body: op.b, seq });
    expect({ status: folded.decision?.status, code: folded.decision?.code }).toEqual({ status, code });
    return folded.incidents;
  }, {});
}

describe('incidents over HTTP', () => {
  it('[IN1] [IN4] [IN8] [IN9] gives conflicting and rejected commands their outcome, and readers the same state', async () => {
    const incident = randomUUID();
    const one = await deviceOf('khanh');
    const two = await deviceOf('khanh');
    const said = { ...khanh, incident };
    say(one.writer, said, ['open', { fields }]);
    const [opened] = await push(one.browser, one.writer);
    const seen = opened?.seq ?? 0;
    const base = {
      title: seen,
      description: seen,
      severity: seen,
      casualties: seen,
      place: seen,
      cameras: seen,
      status: 0,
    };
    say(one.writer, { ...said, base }, ['set', { fields: { place: 'Sân sau' } }]);
    say(one.writer, said, ['changeStatus', { expected: 'reported', to: 'dismissed', reason: 'Báo nhầm' }]);
    await push(one.browser, one.writer, 2);
    say(two.writer, { ...said, base }, ['set', { fields: { place: 'Cổng chính' } }]);
    say(two.writer, said, [
      'changeStatus',
      { expected: 'reported', to: 'notified', reason: 'Đã báo ông Nam' },
    ]);
    say(two.writer, said, ['note', { text: 'Vẫn đang theo dõi' }]);
    expect((await push(two.browser, two.writer)).map(({ status, code }) => [status, code])).toEqual([
      ['conflict', 'field_conflict'],
      ['rejected', 'stale_state'],
      ['accepted', null],
    ]);
    const read = (await readIncidents(two.browser))[incident] ?? emptyIncident;
    expect(read).toMatchObject({ status: 'dismissed', conflicts: [{ claims: [{ value: 'Cổng chính' }] }] });
    expect(read.fields.place.value).toBe('Sân sau');
  });

  it('[IN2] decides the same after a restart, and after its stored states were lost', async () => {
    const incident = randomUUID();
    const { browser, writer } = await deviceOf('khanh');
    const said = { ...khanh, incident };
    say(writer, said, ['open', { fields }]);
    say(writer, said, ['changeStatus', { expected: 'reported', to: 'notified', reason: '' }]);
    await push(browser, writer);
    await world.server.context.database.pool.query('delete from folded_state');
    await world.restart();
    say(writer, said, ['changeStatus', { expected: 'reported', to: 'notified', reason: '' }]);
    say(writer, said, ['changeStatus', { expected: 'notified', to: 'closed', reason: '' }]);
    expect((await push(browser, writer, 3)).map(({ status }) => status)).toEqual(['merged', 'quarantined']);
    expect((await readIncidents(browser))[incident]?.status).toBe('notified');
  });

  it('[GL-11] [GL-21] lets the watch and the authority over a facility act, and nobody else', async () => {
    const incident = randomUUID();
    const my = await deviceOf('my');
    const duong = await deviceOf('duong');
    say(my.writer, { actor: 'nguyen-ha-my', scope: 'facility:f-01', incident }, [
      'note',
      { text: 'quân sự' },
    ]);
    say(my.writer, { actor: 'nguyen-ha-my', scope: 'facility:f-02', incident }, ['note', { text: 'dân sự' }]);
    expect((await push(my.browser, my.writer)).map(({ code }) => code)).toEqual([
      'actor_not_permitted',
      null,
    ]);
    say(duong.writer, { actor: 'kpa-duong', scope: 'facility:f-01', incident }, ['open', { fields }]);
    expect(await push(duong.browser, duong.writer)).toMatchObject([
      { code: 'actor_not_permitted', scope: 'quarantine:f-01' },
    ]);
    expect((await pullFacility(duong.browser)).problems).toEqual([
      { scope: 'facility:f-01', code: 'not_found' },
    ]);
  });

  it('[GL-06] keeps what is no command, or names a value that its field cannot hold, in quarantine', async () => {
    const { browser, writer } = await deviceOf('khanh');
    const said = { ...khanh, incident: randomUUID() };
    say(writer, said, ['open', { fields: { ...fields, photo: 'data:' } }]);
    say(writer, said, ['resolve', { field: 'casualties', value: 'nhiều', settles: ['x'] }]);
    writer.write({ ...khanh, text: 'một mục sổ trong nhật ký sự việc' });
    say(writer, { ...said, scope: 'post:p-01' }, ['note', { text: 'lệnh trong sổ' }]);
    expect(new Set((await push(browser, writer)).map(({ code }) => code))).toEqual(
      new Set(['schema_unreadable']),
    );
  });

  it('takes a text that a database of JSON would choke on', async () => {
    const { browser, writer } = await deviceOf('khanh');
    const said = { ...khanh, incident: randomUUID() };
    say(writer, said, ['open', { fields: { ...fields, title: 'a\u0000b', description: '\ud800' } }]);
    expect(await push(browser, writer)).toMatchObject([{ status: 'accepted' }]);
  });

  it('tells a person the facilities whose incidents he may read, and what he may do there', async () => {
    const me = async (username: Parameters<TestWorld['signedIn']>[0]) =>
      v.parse(MeSchema, await (await (await world.signedIn(username)).get('/api/me')).json()).facilities;
    expect(await me('khanh')).toMatchObject([
      { scope: 'facility:f-01', opens: true, handles: true, checks: false },
    ]);
    expect((await me('my')).map(({ facility, checks }) => [facility.id, checks])).toEqual([
      ['f-01', false],
      ['f-02', true],
    ]);
    expect(await me('admin')).toEqual([]);
  });

  it('[GL-21] names the agencies’ people who write of them to whoever reads them', async () => {
    const namesFor = async (username: Parameters<TestWorld['signedIn']>[0]) => {
      const answer = await (await world.signedIn(username)).get('/api/me');
      return v.parse(MeSchema, await answer.json());
    };
    const khanh = await namesFor('khanh');
    expect(khanh.people).toMatchObject({ 'nguyen-ha-my': 'Nguyễn Hạ My' });
    expect((await namesFor('admin')).people).not.toHaveProperty('nguyen-ha-my');
  });
});

describe('corrections of the book over HTTP', () => {
  it('[GL-17] are taken from the watch as entries of their own; vouching is for the manager', async () => {
    const { browser, writer } = await deviceOf('khanh');
    const own = { actor: 'tran-van-khanh', scope: 'post:p-01', v: 1 };
    writer.write({ ...own, text: 'Ba người' });
    const target = writer.opIds[0] ?? '';
    const bodies = {
      correction: { target, text: 'Hai người', reason: 'đếm lại' },
      strike: { target, reason: 'nhầm sổ' },
      addendum: { target, text: 'Đã báo lại' },
      countersign: { target },
    };
    for (const type of Object.keys(bodies) as (keyof typeof bodies)[])
      writer.writeRaw({ ...own, kind: amendmentKinds[type].kind }, JSON.stringify(bodies[type]));
    expect((await push(browser, writer)).map(({ code }) => code)).toEqual([
      null,
      null,
      null,
      null,
      'actor_not_permitted',
    ]);
  });

  it('[TI4] take the device’s own word about its clock', async () => {
    const { browser, writer } = await deviceOf('khanh');
    const own = { actor: 'tran-van-khanh', scope: 'post:p-01', kind: 'device.clock_changed', v: 1 };
    writer.writeRaw(own, JSON.stringify({ from: 1_000, to: 9_000 }));
    writer.writeRaw(own, JSON.stringify({ from: 1_000 }));
    writer.writeRaw({ ...own, v: 2 }, JSON.stringify({ from: 1_000, to: 9_000 }));
    expect((await push(browser, writer)).map(({ code }) => code)).toEqual([
      null,
      'schema_unreadable',
      'schema_unreadable',
    ]);
  });
});
