import {
  ExportActAnswerSchema,
  ExportListSchema,
  ExportOpenedSchema,
  type ExportView,
} from '@truc/domain/api';
import { dayOf } from '@truc/domain/shift';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examineDossiers } from '../dossiers/dossier-chain.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

const now = Date.now();
const hour = 60 * 60_000;
const password = 'mot-mat-khau-2021';
let world: TestWorld;
const people: Record<string, Browser> = {};

const staff = [
  ['bcd', 'steering_head', null],
  ['vp', 'pc_office', null],
  ['vp-2', 'pc_office', null],
  ['qs', 'pmc', null],
  ['tt', 'dict', null],
  ['ioc', 'ioc', null],
  ['noc', 'operator', null],
  ['ks', 'auditor', null],
  ['ql-2', 'facility_manager', 'f-02'],
] as const;

beforeAll(async () => {
  world = await createTestWorld();
  const camera = { facility: 'f-01', lifecycle: 'in_service', national: 'none', ioc: 'none' } as const;
  await world.server.provisionPlaces({
    recorders: [{ id: 'rec-1', facility: 'f-01', name: 'Đầu ghi 1', retentionDays: 7 }],
    cameras: [{ ...camera, id: 'cam-012', name: 'Cổng phụ', zone: 'gate', recorder: 'rec-1' }],
  });
  for (const [username, role, facility] of staff) {
    await world.server.provisionPerson({
      id: username,
      username,
      name: `Kpă Thơm ${username}`,
      position: 'Chuyên viên',
      agency: 'Cơ quan',
      password,
      roles: [{ role, facility, district: null, post: null }],
    });
    const browser = world.browser();
    await browser.post('/api/sign-in', { username, password });
    people[username] = browser;
  }
  for (const username of ['my', 'thao', 'khanh', 'admin'] as const)
    people[username] = await world.signedIn(username);
});
afterAll(() => world.close());

function as(username: string): Browser {
  const browser = people[username];
  if (browser === undefined) throw new Error(`${username} is signed in`);
  return browser;
}

let number = 0;
function uuid(): string {
  number += 1;
  return `0190163d-8694-7394-8002-${String(number).padStart(12, '0')}`;
}

const letter = {
  number: '77/CAT-PC02',
  signedOn: dayOf(now),
  issuer: 'Công an tỉnh',
  signer: 'Puih Thanh Tùng',
  signatory: 'other',
};
const permission = { ...letter, number: '112/BCĐ', issuer: 'Ban Chỉ đạo tỉnh', signatory: 'steering_head' };
const from = now - 5 * hour;
const to = now - 4 * hour;
const submit = {
  type: 'submit',
  facility: 'f-01',
  system: 'FACILITY',
  cameras: ['cam-011'],
  from,
  to,
  purpose: 'epidemiological_tracing',
  ground: 'Truy vết người tiếp xúc',
  recipient: { name: 'Siu H’Liêm', position: 'Điều tra viên', agency: 'Công an tỉnh' },
  copies: 1,
  document: letter as object | null,
  incident: null as object | null,
};
const hash = 'a1'.repeat(32);
const acts = {
  enter: {
    type: 'enter_paper',
    paper: permission,
    cameras: ['cam-011'],
    from,
    to,
    copies: 1,
    after: 'destroyed',
    afterBy: dayOf(now),
  },
  check: { type: 'check_paper', isSame: true, difference: '' },
  refuse: { type: 'refuse', ground: 'no_document', reason: 'Trưởng Ban Chỉ đạo không có văn bản' },
  revoke: { type: 'revoke', paper: permission, reason: 'Vụ việc đã kết thúc' },
  extract: {
    type: 'extract',
    files: [{ camera: 'cam-011', from, to, name: 'cong.mkv', bytes: 7_000, sha256: hash, hashed: 'typed' }],
    signature: 'verified',
    copies: [{ number: 'TX-01/1', medium: 'usb', serial: 'USB-0007' }],
    made: 1,
    destroyed: 0,
    witness: '',
  },
  handOver: { type: 'hand_over', minutes: '05/BB-TX', receiver: submit.recipient, readBack: [hash] },
  close: {
    type: 'close',
    fates: [{ copy: 'TX-01/1', fate: 'destroyed', on: dayOf(now), minutes: '09/BB', witness: 'Nay H’Ban' }],
  },
};

/** `sent`: the act's id, where it is sent again. */
async function act(
  username: string,
  exported: string,
  { sent, ...what }: { readonly sent?: string; readonly [field: string]: unknown },
) {
  const answer = await as(username).post('/api/footage-exports/act', {
    export: exported,
    id: sent ?? uuid(),
    act: { madeAt: now - 3 * 60_000, ...what },
  });
  return answer.status === 200 ? v.parse(ExportActAnswerSchema, await answer.json()) : answer.status;
}

async function asked(username = 'vp', more: object = {}): Promise<string> {
  const id = uuid();
  expect(await act(username, id, { ...submit, ...more })).toMatchObject({ outcome: 'saved' });
  return id;
}

async function approved(more: object = {}): Promise<string> {
  const id = await asked('my', more);
  expect(await act('vp', id, acts.enter)).toMatchObject({ outcome: 'saved' });
  expect(await act('bcd', id, acts.check)).toMatchObject({ outcome: 'saved' });
  return id;
}

async function open(username: string, exported: string): Promise<ExportView | number> {
  const answer = await as(username).post('/api/footage-exports/open', { export: exported });
  return answer.status === 200 ? v.parse(ExportOpenedSchema, await answer.json()).export : answer.status;
}

async function list(username: string) {
  return v.parse(ExportListSchema, await (await as(username).get('/api/footage-exports')).json());
}

async function audited(object: string) {
  const { pool } = world.server.context.database;
  const { rows } = await pool.query<{ person: string; action: string; outcome: string; code: string | null }>(
    'select person, action, outcome, code from audit where object = $1 order by id',
    [object],
  );
  return rows;
}

describe('extractions of recordings over HTTP', () => {
  it('[GL-09] [KH-15] [KH-24] are asked for, permitted, carried out, handed over and closed by different persons', async () => {
    const id = await asked('my');
    expect(await act('vp', id, acts.enter)).toMatchObject({ export: { state: 'paper_entered' } });
    expect(await act('vp-2', id, acts.check)).toMatchObject({
      export: { state: 'approved', may: ['revoke'] },
    });
    expect(await open('thao', id)).toMatchObject({ state: 'approved', may: ['extract'] });
    expect(await act('thao', id, acts.extract)).toMatchObject({ export: { state: 'extracted' } });
    expect(await act('thao', id, acts.handOver)).toMatchObject({ export: { state: 'handed_over' } });
    expect(await act('thao', id, acts.close)).toMatchObject({
      outcome: 'saved',
      export: {
        state: 'closed',
        extraction: { by: 'le-thi-thao', name: 'Lê Thị Thảo', files: [{ sha256: hash }] },
        steps: [
          { type: 'submit', by: 'nguyen-ha-my', madeAt: now - 3 * 60_000 },
          { type: 'enter_paper', by: 'vp' },
          { type: 'check_paper', by: 'vp-2' },
          { type: 'extract', by: 'le-thi-thao' },
          { type: 'hand_over', by: 'le-thi-thao' },
          { type: 'close', by: 'le-thi-thao' },
        ],
      },
    });
    expect(await examineDossiers(world.server.context.database.pool)).toMatchObject({ firstFault: null });
  });

  it('[GL-09] [GL-14] refuse a request without a document, with the clause and a line in the log, and write nothing', async () => {
    const id = uuid();
    expect(await act('vp', id, { ...submit, document: null })).toEqual({
      outcome: 'refused',
      code: 'document_missing',
      clause: 'GL-09, GL-14',
    });
    expect(await open('vp', id)).toBe(404);
    expect(await audited(id)).toMatchObject([
      { action: 'footage_export', outcome: 'denied', code: 'document_missing' },
      { action: 'read_footage_export', outcome: 'denied' },
    ]);
    // It is entered as turned away, and can become nothing else.
    const turned = { ...submit, type: 'turn_away', document: null };
    expect(await act('vp', id, turned)).toMatchObject({
      export: { state: 'refused', refusal: { ground: 'no_document', clause: 'GL-09, GL-14' }, may: [] },
    });
    expect(await act('bcd', id, acts.enter)).toMatchObject({ code: 'out_of_turn' });
  });

  it('[KH-18] [GL-01] [GL-08] refuse what its recorder has no more, what is not central, and another purpose without permission', async () => {
    const gone = { ...submit, cameras: ['cam-012'], from: now - 8 * 24 * hour };
    expect(await act('vp', uuid(), gone)).toMatchObject({ code: 'out_of_retention', clause: 'KH-18' });
    const central = { ...submit, system: 'CENTRAL', cameras: ['cam-012'] };
    expect(await act('vp', uuid(), central)).toMatchObject({ code: 'camera_not_central' });
    expect(await act('vp', uuid(), { ...submit, cameras: ['cam-021'] })).toMatchObject({
      code: 'camera_unknown',
    });
    expect(await act('vp', uuid(), { ...submit, purpose: 'other' })).toMatchObject({
      code: 'other_without_permission',
      clause: 'GL-08, GL-13',
    });
  });

  it('[N-02] refuse a camera that a survey found inside a room', async () => {
    const survey = {
      type: 'record',
      facility: 'f-01',
      trigger: 'survey',
      document: null,
      purpose: 'supervise_compliance',
      looks: [],
      roomCamera: true,
      absentZones: [],
      summary: '',
      findings: [
        {
          id: uuid(),
          kind: 'camera_in_room',
          camera: 'cam-012',
          device: '',
          text: 'Trong phòng 203',
          demand: 'Tháo',
          owner: 'Trưởng cơ sở',
          due: dayOf(now),
        },
      ],
    };
    const minutes = { inspection: uuid(), id: uuid(), act: survey };
    expect((await as('qs').post('/api/inspections/act', minutes)).status).toBe(200);
    expect(await act('vp', uuid(), { ...submit, cameras: ['cam-011', 'cam-012'] })).toMatchObject({
      code: 'camera_in_room',
      clause: 'N-02',
    });
  });

  it.each(['khanh', 'tt', 'ioc', 'noc', 'ks', 'admin', 'ql-2'])(
    '[GL-09] are not for %s to ask for',
    async (username) => {
      const id = uuid();
      expect(await act(username, id, submit)).toBe(404);
      expect(await act(username, id, { ...submit, type: 'turn_away', document: null })).toBe(404);
      expect((await audited(id)).every(({ outcome }) => outcome === 'denied')).toBe(true);
    },
  );

  it.each(['bcd', 'vp', 'qs', 'my', 'thao'])('[GL-09] are for %s to ask for', async (username) => {
    await asked(username);
  });

  it('[GL-08] [GL-09] are permitted by the head’s paper alone, entered by the office and checked by a second person', async () => {
    const id = await asked('my');
    for (const username of ['my', 'qs', 'thao', 'noc', 'ks', 'khanh', 'admin', 'tt', 'ql-2'])
      for (const what of [acts.enter, acts.refuse]) expect(await act(username, id, what)).toBe(404);
    const bySomebody = { ...acts.enter, paper: { ...permission, signatory: 'other' } };
    expect(await act('vp', id, bySomebody)).toMatchObject({ code: 'signatory_wrong' });
    expect(await act('vp', id, { ...acts.enter, copies: 2 })).toMatchObject({ code: 'wider_than_asked' });
    expect(await act('vp', id, acts.enter)).toMatchObject({ outcome: 'saved', export: { may: ['refuse'] } });
    expect(await act('vp', id, acts.check)).toMatchObject({ code: 'own_entry' });
    expect(await act('thao', id, acts.check)).toBe(404);
    expect(await act('bcd', id, acts.check)).toMatchObject({ export: { state: 'approved' } });
    const own = await asked('vp');
    expect(await act('vp', own, acts.enter)).toMatchObject({ code: 'own_request' });
  });

  it('[GL-01] [KH-24] are carried out by whoever runs the system: the manager his facility’s, the operator the central one', async () => {
    const id = await approved();
    for (const username of ['noc', 'ql-2', 'vp', 'bcd', 'my', 'khanh', 'ks', 'admin'])
      expect(await act(username, id, acts.extract)).toBe(404);
    expect(await open('noc', id)).toBe(404);
    const central = await approved({ system: 'CENTRAL' });
    expect(await act('thao', central, acts.extract)).toBe(404);
    expect(await act('noc', central, acts.extract)).toMatchObject({ export: { state: 'extracted' } });
    // A manager who asked carries out nothing of it.
    const own = await asked('thao');
    await act('vp', own, acts.enter);
    await act('bcd', own, acts.check);
    expect(await act('thao', own, acts.extract)).toMatchObject({ code: 'not_third_person' });
  });

  it('[GL-09] are revoked by a paper before they are carried out', async () => {
    const id = await approved();
    expect(await act('thao', id, acts.revoke)).toBe(404);
    expect(await act('bcd', id, acts.revoke)).toMatchObject({ export: { state: 'revoked', may: [] } });
    expect(await act('thao', id, acts.extract)).toMatchObject({ code: 'out_of_turn' });
  });

  it('[KH-05] [GL-52] say in the log who opened which, and do not exist for others', async () => {
    const id = await asked('qs');
    for (const username of ['qs', 'vp', 'bcd', 'ks', 'thao'])
      expect(await open(username, id)).toMatchObject({ id, state: 'submitted' });
    // f-01 is a military site: not Sở Y tế's to read.
    for (const username of ['my', 'khanh', 'noc', 'admin', 'ioc', 'tt', 'ql-2'])
      expect(await open(username, id)).toBe(404);
    const lines = await audited(id);
    expect(
      lines
        .filter(({ action }) => action === 'read_footage_export')
        .map(({ person, outcome }) => `${person} ${outcome}`),
    ).toEqual([
      'qs granted',
      'vp granted',
      'bcd granted',
      'ks granted',
      'le-thi-thao granted',
      'nguyen-ha-my denied',
      'tran-van-khanh denied',
      'noc denied',
      'quan-tri denied',
      'ioc denied',
      'tt denied',
      'ql-2 denied',
    ]);
    const listed = async (username: string) => (await list(username)).exports.some((one) => one.id === id);
    expect(await Promise.all(['qs', 'ks', 'my', 'admin', 'khanh'].map(listed))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    expect((await list('thao')).places.map((place) => place.id)).toEqual(['f-01']);
    expect((await list('ks')).places).toEqual([]);
  });

  it('[GL-18] do not exist for whom the case names that they are about', async () => {
    const incident = uuid();
    const times = { detectedAt: from, from, until: to };
    const report = {
      incident,
      facility: 'f-01',
      named: ['vp-2'],
      title: 'Xem camera không có mục đích',
      description: 'Nêu trong báo cáo',
      cameras: ['cam-011'],
      ...times,
    };
    const told = await as('bcd').post('/api/misuse', report);
    expect([told.status, told.status === 200 ? '' : await told.text()]).toEqual([200, '']);
    const about = { incident: { scope: `misuse:${incident}`, id: incident } };
    const id = await asked('vp', about);
    expect(await open('vp', id)).toMatchObject({ incident });
    expect(await open('vp-2', id)).toBe(404);
    expect(await act('vp-2', id, acts.enter)).toBe(404);
    expect(await act('vp-2', uuid(), { ...submit, ...about })).toBe(404);
    expect((await list('vp-2')).exports.some((one) => one.id === id)).toBe(false);
    // Whoever may read the request and not the case is not told of it.
    expect(await open('thao', id)).toMatchObject({ incident: null });
    const unknown = { incident: { scope: 'facility:f-01', id: uuid() } };
    expect(await act('vp', uuid(), { ...submit, ...unknown })).toBe(404);
  });

  it('[GL-17] are written once, however often they are sent, numbered in their order, and never changed', async () => {
    const [first, sent] = [await asked(), uuid()];
    for (const _ of [1, 2])
      expect(await act('bcd', first, { ...acts.refuse, sent })).toMatchObject({ outcome: 'saved' });
    const second = await asked();
    const numbers = new Map((await list('vp')).exports.map((one) => [one.id, one.number]));
    expect(numbers.get(second)).toBe((numbers.get(first) ?? 0) + 1);
    await expect(
      world.server.context.database.pool.query(`update dossier_act set fact = '{}'`),
    ).rejects.toThrow();
  });
});
