import {
  CoverageResponseSchema,
  FocalListsResponseSchema,
  InspectionsResponseSchema,
  LooksOfFacilitySchema,
  MaintenanceResponseSchema,
  MeSchema,
} from '@truc/domain/api';
import type { Template } from '@truc/domain/maintenance';
import { dayOf } from '@truc/domain/shift';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineDossiers } from '../dossiers/dossier-chain.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
const people: Record<string, Browser> = {};
const now = Date.now();
const dayMs = 24 * 60 * 60_000;

beforeAll(async () => {
  world = await createTestWorld();
  const camera = { facility: 'f-01', lifecycle: 'in_service', national: 'connected', ioc: 'none' } as const;
  await world.server.provisionPlaces({
    cameras: [{ ...camera, id: 'cam-012', name: 'Cổng phụ', zone: 'gate' }],
    maintenanceTemplates: [template],
    deviceModels: [{ kind: 'camera', device: 'cam-011', model: 'VD-2MP' }],
  });
  for (const [username, role] of [
    ['vp', 'pc_office'],
    ['qs', 'pmc'],
    ['tt', 'dict'],
    ['noc', 'operator'],
  ] as const)
    await world.server.provisionPerson({
      id: username,
      username,
      name: `Kpă Thơm ${username}`,
      position: 'Chuyên viên',
      agency: 'Cơ quan',
      password: 'mot-mat-khau-2021',
      roles: [{ role, facility: null, district: null, post: null }],
    });
  for (const username of ['vp', 'qs', 'tt', 'noc']) {
    const browser = world.browser();
    await browser.post('/api/sign-in', { username, password: 'mot-mat-khau-2021' });
    people[username] = browser;
  }
  for (const username of ['my', 'thao', 'khanh', 'admin'] as const)
    people[username] = await world.signedIn(username);
});
afterAll(() => world.close());

const template: Template = {
  id: 'vd-2mp',
  model: 'VD-2MP',
  kind: 'camera',
  everyDays: 30,
  steps: ['Lau mặt kính', 'Kiểm tra nguồn'],
  source: 'Sổ tay VD-2MP',
};

function as(username: string): Browser {
  const browser = people[username];
  if (browser === undefined) throw new Error(`${username} is signed in`);
  return browser;
}

let number = 0;
function uuid(): string {
  number += 1;
  return `0190163d-8694-7394-8001-${String(number).padStart(12, '0')}`;
}

async function post(username: string, path: string, body: object) {
  const answer = await as(username).post(path, body);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

async function look(person: string, camera: string, startedAgoMs = 600_000): Promise<string> {
  const viewing = uuid();
  await world.server.context.database.pool.query(
    `insert into viewing_span (viewing, person, camera, purpose, display, started, stopped)
     values ($1, $2, $3, 'supervise_compliance', 'wall', $4, $5)`,
    [viewing, person, camera, new Date(now - startedAgoMs), new Date(now - startedAgoMs + 60_000)],
  );
  return viewing;
}

const record = {
  type: 'record',
  facility: 'f-01',
  trigger: 'adhoc',
  document: null,
  purpose: 'supervise_compliance',
  looks: [] as string[],
  roomCamera: null as boolean | null,
  absentZones: [] as string[],
  summary: '',
  findings: [] as object[],
};
const finding = {
  kind: 'watch_absent',
  camera: null,
  device: '',
  text: 'Không có người trực',
  demand: 'Bố trí người thay',
  owner: 'Trưởng cơ sở',
  due: dayOf(now + 3 * dayMs),
};
const inspect = (inspection: string, act: object, id = uuid()) => ({ inspection, id, act });

describe('inspections over HTTP', () => {
  it.each(['vp', 'qs', 'my'])(
    '[GL-30] [GL-32] [GL-38] are recorded by %s with the looks of the record',
    async (username) => {
      const person = username === 'my' ? 'nguyen-ha-my' : username;
      const seen = await look(person, 'cam-011');
      const looks = await as(username).post('/api/inspections/looks', { facility: 'f-01' });
      expect(v.parse(LooksOfFacilitySchema, await looks.json()).looks).toMatchObject([
        { look: seen, camera: 'cam-011', name: 'Cổng chính' },
      ]);
      const answer = await post(
        username,
        '/api/inspections/act',
        inspect(uuid(), { ...record, looks: [seen] }),
      );
      expect(answer.body).toMatchObject({
        outcome: 'saved',
        inspection: { facility: 'f-01', by: person, seen: [{ look: seen }] },
      });
    },
  );

  it('[GL-30] [GL-32] refuse a request without its paper, with the clause', async () => {
    const act = { ...record, trigger: 'requested', looks: [await look('vp', 'cam-011')] };
    expect((await post('vp', '/api/inspections/act', inspect(uuid(), act))).body).toEqual({
      outcome: 'refused',
      code: 'document_missing',
      clause: 'GL-30, GL-32, GL-38',
    });
  });

  it('[GL-07] [GL-52] refuse somebody else’s look, one at another facility, and one of the day before', async () => {
    for (const seen of [
      await look('qs', 'cam-011'),
      await look('vp', 'cam-021'),
      await look('vp', 'cam-011', dayMs + 60_000),
    ])
      expect(
        (await post('vp', '/api/inspections/act', inspect(uuid(), { ...record, looks: [seen] }))).body,
      ).toMatchObject({ outcome: 'refused', code: 'look_unknown' });
  });

  it.each(['thao', 'khanh', 'tt', 'noc', 'admin'])('[GL-30] answer “not found” to %s', async (username) => {
    expect((await post(username, '/api/inspections/act', inspect(uuid(), record))).status).toBe(404);
    expect((await post(username, '/api/inspections/looks', { facility: 'f-01' })).status).toBe(404);
  });

  it('are written once, however often they are sent, and never changed', async () => {
    const sent = inspect(uuid(), { ...record, looks: [await look('vp', 'cam-011')] });
    for (const _ of [1, 2])
      expect((await post('vp', '/api/inspections/act', sent)).body).toMatchObject({ outcome: 'saved' });
    expect((await post('vp', '/api/inspections/act', { ...sent, id: uuid() })).body).toMatchObject({
      outcome: 'refused',
      code: 'recorded_already',
    });
    const { pool } = world.server.context.database;
    await expect(pool.query(`update dossier_act set fact = '{}'`)).rejects.toThrow();
    expect(await examineDossiers(pool)).toMatchObject({ firstFault: null });
  });

  it('[QG-10] show a finding to the facility’s manager, who answers, and let an inspector check', async () => {
    const id = uuid();
    const told = { ...finding, id: uuid() };
    const act = { ...record, looks: [await look('vp', 'cam-011')], findings: [told] };
    await post('vp', '/api/inspections/act', inspect(id, act));
    const answer = { type: 'answer', finding: told.id, text: 'Đã phân công', isDone: true };
    const check = {
      type: 'check',
      finding: told.id,
      result: 'remedied',
      text: 'Có người',
      due: '',
      paper: null,
    };
    const read = async (username: string) => {
      const list = v.parse(
        InspectionsResponseSchema,
        await (await as(username).get('/api/inspections')).json(),
      );
      return list.inspections.find((one) => one.id === id)?.findings[0];
    };
    expect(await read('thao')).toMatchObject({ mayAnswer: true, mayCheck: false, status: 'open' });
    expect(await read('khanh')).toBeUndefined();
    expect((await post('khanh', '/api/inspections/act', inspect(id, answer))).status).toBe(404);
    expect((await post('vp', '/api/inspections/act', inspect(id, answer))).status).toBe(404);
    expect((await post('thao', '/api/inspections/act', inspect(id, check))).status).toBe(404);
    expect((await post('thao', '/api/inspections/act', inspect(id, answer))).body).toMatchObject({
      outcome: 'saved',
    });
    expect(await read('vp')).toMatchObject({ status: 'answered', mayCheck: true });
    expect((await post('qs', '/api/inspections/act', inspect(id, check))).body).toMatchObject({
      outcome: 'saved',
      inspection: { findings: [{ status: 'remedied', steps: [{ type: 'answer' }, { type: 'check' }] }] },
    });
  });

  it('[N-03] tell which facilities were not inspected within the cycle', async () => {
    const list = v.parse(InspectionsResponseSchema, await (await as('my').get('/api/inspections')).json());
    expect(list.cycleDays).toBe(15);
    const overdue = Object.fromEntries(list.facilities.map(({ id, isOverdue }) => [id, isOverdue]));
    expect(overdue).toEqual({ 'f-01': false, 'f-02': true });
  });

  it('[N-01] [N-02] show zones without a working camera, what a survey found away, and a camera in a room', async () => {
    const coverage = async () => {
      const answer = v.parse(CoverageResponseSchema, await (await as('qs').get('/api/coverage')).json());
      return answer.facilities.find(({ id }) => id === 'f-01');
    };
    const stateOf = async (zone: string) => (await coverage())?.zones.find((one) => one.zone === zone)?.state;
    expect(await stateOf('gate')).toBe('covered');
    expect(await stateOf('sampling')).toBe('gap');
    const room = { ...finding, id: uuid(), kind: 'camera_in_room', camera: 'cam-012' };
    const survey = { ...record, trigger: 'survey', roomCamera: true, absentZones: ['sampling'] };
    expect((await post('tt', '/api/inspections/act', inspect(uuid(), survey))).body).toMatchObject({
      outcome: 'refused',
      code: 'room_finding_missing',
      clause: 'N-02',
    });
    const whole = inspect(uuid(), { ...survey, findings: [room] });
    expect((await post('tt', '/api/inspections/act', whole)).body).toMatchObject({ outcome: 'saved' });
    expect(await stateOf('sampling')).toBe('absent');
    expect(await coverage()).toMatchObject({ roomCameras: 1 });
  });
});

const maintain = (work: string, act: object) => ({ work, id: uuid(), act });
const proposal = {
  type: 'propose',
  facility: 'f-01',
  kind: 'maintenance',
  devices: ['cam-011'],
  reason: 'Đến hạn',
  from: now + 3_600_000,
  to: now + 7_200_000,
  substitute: { measure: 'patrol', person: 'Siu' },
};
const paper = { number: '12/QĐ', signedOn: dayOf(now), issuer: 'Giám đốc' };
const approve = { type: 'decide', verdict: 'approved', paper, reason: '', clash: '' };
const finish = { type: 'finish', isDone: true, result: 'Xong' };

describe('maintenance over HTTP', () => {
  const read = async (username: string) =>
    v.parse(MaintenanceResponseSchema, await (await as(username).get('/api/maintenance')).json());

  it('[KH-20] [KH-21] lists a device as overdue by its model’s template, until somebody has checked it', async () => {
    const device = async () => (await read('noc')).devices.find(({ id }) => id === 'cam-011');
    expect(await device()).toMatchObject({ isOverdue: true, last: null, template: { id: 'vd-2mp' } });
    const check = { device: 'cam-011', template: 'vd-2mp', answers: ['fine', null], note: '' };
    expect((await post('noc', '/api/maintenance/check', { id: uuid(), check })).body).toEqual({
      outcome: 'refused',
      code: 'steps_open',
      clause: 'KH-20',
    });
    const unknown = { ...check, device: 'cam-012' };
    expect((await post('noc', '/api/maintenance/check', { id: uuid(), check: unknown })).body).toMatchObject({
      code: 'template_missing',
      clause: 'KH-21',
    });
    const whole = { ...check, answers: ['fine', 'fine'] };
    for (const username of ['khanh', 'my', 'tt'])
      expect((await post(username, '/api/maintenance/check', { id: uuid(), check: whole })).status).toBe(404);
    expect((await post('thao', '/api/maintenance/check', { id: uuid(), check: whole })).body).toEqual({
      outcome: 'saved',
    });
    expect(await device()).toMatchObject({ isOverdue: false, last: { by: 'le-thi-thao' } });
  });

  it('[KH-17] carries a proposal to its decision and its end', async () => {
    const work = uuid();
    expect((await post('my', '/api/maintenance/act', maintain(work, proposal))).status).toBe(404);
    expect((await post('noc', '/api/maintenance/act', maintain(work, proposal))).body).toEqual({
      outcome: 'saved',
    });
    // A military site: not Sở Y tế's.
    expect((await post('my', '/api/maintenance/act', maintain(work, approve))).status).toBe(404);
    expect((await post('noc', '/api/maintenance/act', maintain(work, approve))).status).toBe(404);
    expect(
      (await post('qs', '/api/maintenance/act', maintain(work, { ...approve, paper: null }))).body,
    ).toEqual({
      outcome: 'refused',
      code: 'paper_missing',
      clause: 'KH-17',
    });
    expect((await post('qs', '/api/maintenance/act', maintain(work, approve))).body).toEqual({
      outcome: 'saved',
    });
    expect((await post('noc', '/api/maintenance/act', maintain(work, finish))).body).toEqual({
      outcome: 'saved',
    });
    expect((await read('qs')).works.find(({ id }) => id === work)).toMatchObject({
      state: 'done',
      decision: { by: 'qs' },
      end: { by: 'noc' },
    });
  });

  it('[KH-22] warns of a second camera of the zone, and asks whoever decides for a word on it', async () => {
    const first = uuid();
    await post('noc', '/api/maintenance/act', maintain(first, proposal));
    const { facility, from, to } = proposal;
    const asked = { facility, from, to, devices: ['cam-012'] };
    expect((await post('noc', '/api/maintenance/clashes', asked)).body).toMatchObject({
      clashes: [{ camera: 'cam-011', zone: 'gate', reason: 'other_work' }],
    });
    expect((await post('my', '/api/maintenance/clashes', asked)).status).toBe(404);
    const second = uuid();
    await post('noc', '/api/maintenance/act', maintain(second, { ...proposal, devices: ['cam-012'] }));
    expect((await post('qs', '/api/maintenance/act', maintain(second, approve))).body).toMatchObject({
      code: 'zone_unseen',
      clause: 'KH-22',
    });
    const told = { ...approve, clash: 'Đã cử người gác cổng' };
    expect((await post('qs', '/api/maintenance/act', maintain(second, told))).body).toEqual({
      outcome: 'saved',
    });
  });
});

describe('lists of focal persons over HTTP', () => {
  const person = { name: 'Kpă Thơm', position: 'Trợ lý', phone: '0000 000 001', email: 'thom@vidu.test' };
  const submit = { type: 'submit', agency: 'pmc', persons: [person] };
  const say = (list: string, act: object) => ({ list, id: uuid(), act });
  const read = async (username: string) =>
    v.parse(FocalListsResponseSchema, await (await as(username).get('/api/focal-lists')).json());

  it('[GL-28] [GL-31] refuse a person without one of the four, and say which row', async () => {
    for (const field of ['name', 'position', 'phone', 'email']) {
      const act = { ...submit, persons: [person, { ...person, [field]: '' }] };
      expect((await post('qs', '/api/focal-lists/act', say(uuid(), act))).body).toEqual({
        outcome: 'refused',
        code: `${field}_missing`,
        clause: 'GL-28, GL-31',
        row: 2,
      });
    }
  });

  it('[GL-29] [GL-31] reach Sở Y tế as they were sent, and nobody changes them after', async () => {
    const list = uuid();
    expect((await post('qs', '/api/focal-lists/act', say(list, submit))).body).toEqual({ outcome: 'saved' });
    expect((await read('my')).lists).toMatchObject([
      { id: list, agency: 'pmc', state: 'submitted', persons: [person], maySettle: true },
    ]);
    expect((await read('vp')).lists).toEqual([]);
    const changed = { ...submit, persons: [{ ...person, name: 'Nay H’Ban' }] };
    expect((await post('qs', '/api/focal-lists/act', say(list, changed))).body).toMatchObject({
      code: 'submitted_already',
      clause: 'GL-29',
    });
    for (const username of ['qs', 'vp', 'thao'])
      expect((await post(username, '/api/focal-lists/act', say(list, { type: 'take' }))).status).toBe(404);
    expect((await post('my', '/api/focal-lists/act', say(list, { type: 'take' }))).body).toEqual({
      outcome: 'saved',
    });
    expect((await read('qs')).lists).toMatchObject([{ state: 'taken', persons: [person], maySettle: false }]);
  });

  it('[GL-31] are sent by the agency’s own people alone', async () => {
    for (const username of ['vp', 'my', 'thao', 'noc', 'admin'])
      expect((await post(username, '/api/focal-lists/act', say(uuid(), submit))).status).toBe(404);
  });
});

it('tells each person which desks concern him', async () => {
  const desksOf = async (username: string) =>
    v.parse(MeSchema, await (await as(username).get('/api/me')).json()).desks;
  expect(await desksOf('my')).toEqual(['inspections', 'maintenance', 'focal_lists', 'accounts', 'exports']);
  expect(await desksOf('thao')).toEqual(['inspections', 'maintenance', 'accounts', 'exports']);
  expect(await desksOf('khanh')).toEqual([]);
  expect(await desksOf('admin')).toEqual(['accounts']);
});
