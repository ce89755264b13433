import { randomUUID } from 'node:crypto';
import { MeSchema } from '@truc/domain/api';
import { emptyLog, faultKinds, foldFaultLeaf, visitChecklist, type Faults } from '@truc/domain/fault-log';
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
import { Browser, createTestWorld, passwords, type TestWorld } from '../testing/test-world.ts';

const officePassword = 'Truc-dien-tap-2021';
let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
  const person = { position: 'Chuyên viên', agency: 'Sở' };
  for (const [id, role] of [
    ['dinh-brel', 'dict'],
    ['puih-tung', 'operator'],
  ] as const)
    await world.server.provisionPerson({
      ...person,
      id,
      name: id,
      username: id,
      password: officePassword,
      roles: [{ role, facility: null, district: null, post: null }],
    });
});
afterAll(() => world.close());

const scope = 'faults:f-01';
const gate = { kind: 'camera', id: 'cam-011', name: 'Cổng chính' };
const line = { kind: 'line', id: 'f-01', name: '' };
const central = { kind: 'central', id: 'central', name: '' };
const actors = {
  khanh: 'tran-van-khanh',
  thao: 'le-thi-thao',
  duong: 'kpa-duong',
  my: 'nguyen-ha-my',
} as const;

class Desk {
  readonly writer: DeviceWriter;
  readonly browser: Browser;
  readonly actor: string;
  #sent = 0;

  constructor(browser: Browser, writer: DeviceWriter, actor: string) {
    this.browser = browser;
    this.writer = writer;
    this.actor = actor;
  }

  say(type: keyof typeof faultKinds, body: object, into = scope): this {
    const { kind, current } = faultKinds[type];
    this.writer.writeRaw({ actor: this.actor, scope: into, kind, v: current }, JSON.stringify(body));
    return this;
  }

  async push() {
    const answer = await this.browser.post('/api/sync/push', this.writer.segment(this.#sent + 1));
    expect(answer.status).toBe(200);
    this.#sent = this.writer.opIds.length;
    return v.parse(PushResponseSchema, await answer.json()).outcomes;
  }
}

async function signIn(username: string): Promise<Browser> {
  const browser = new Browser(() => world.server.url);
  const password = new Map<string, string>(Object.entries(passwords)).get(username) ?? officePassword;
  expect((await browser.post('/api/sign-in', { username, password })).status).toBe(200);
  return browser;
}

async function deskOf(username: string): Promise<Desk> {
  const browser = await signIn(username);
  const { dev, inst } = await browser.enrol();
  const actor = Object.entries(actors).find(([name]) => name === username)?.[1] ?? username;
  return new Desk(browser, new DeviceWriter(dev, inst), actor);
}

async function pull(browser: Browser, log = scope) {
  const asked = log as ScopeId;
  const cursor = { scope: asked, epoch: 1, seq: 0, chain: scopeGenesis(nativeSha256, asked, 1) };
  const request = { v: protocolVersion, cursors: [cursor], budgetBytes: 1_000_000, witness: null };
  return v.parse(PullResponseSchema, await (await browser.post('/api/sync/pull', request)).json());
}

/** What a reader makes of the leaves, by the same rules. */
async function readFaults(browser: Browser, log = scope): Promise<Faults> {
  const { scopes } = await pull(browser, log);
  const read = (scopes[0]?.leaves ?? []).reduce((state, { op, seq, status, code }) => {
    const header = readHeader(op);
    if (header === null) throw new Error('every leaf of this log has a header');
    const at = header.wall + (header.off ?? 0);
    const folded = foldFaultLeaf(state, { ...header, at, base: header.base ?? {}, body: op.b, seq });
    expect({ status: folded.decision?.status, code: folded.decision?.code }).toEqual({ status, code });
    return folded.log;
  }, emptyLog);
  return read.faults;
}

const report = (fault: string, asset: object = gate) => ({
  fault,
  asset,
  symptom: 'no_picture',
  detail: '',
  since: Date.now() - 60_000,
  permit: '',
  proposal: null,
});
const substitute = (fault: string) => ({
  fault,
  measure: 'patrol',
  person: 'Siu H’Liêm',
  everyMs: 1_800_000,
  from: Date.now() - 30_000,
  replaces: [],
});
const codes = (outcomes: Awaited<ReturnType<Desk['push']>>) => outcomes.map(({ code }) => code);

describe('faults over HTTP', () => {
  it('[GL-24] [GL-25] [GL-26] [GL-45] go from the watch over the focal point and the operator to the closing', async () => {
    const fault = randomUUID();
    const [khanh, brel, tung] = [await deskOf('khanh'), await deskOf('dinh-brel'), await deskOf('puih-tung')];
    const assign = { fault, to: 'operator', person: 'Puih Thanh Tùng', target: Date.now() + 3_600_000 };
    khanh.say('report', report(fault));
    expect(codes(await khanh.push())).toEqual([null]);
    // Nothing is assigned while nobody stands in.
    expect((await brel.say('assign', assign).push())[0]).toMatchObject({
      status: 'rejected',
      code: 'stale_state',
    });
    khanh.say('substitute', substitute(fault));
    expect((await khanh.push())[0]?.code).toBeNull();
    expect((await brel.say('assign', assign).push())[0]?.status).toMatch(/accepted|merged/);
    tung.say('start', { fault, isOnSite: true, visitors: ['Tùng'], checklist: [] });
    tung.say('start', { fault, isOnSite: true, visitors: ['Tùng'], checklist: [...visitChecklist] });
    tung.say('accept', { fault, what: 'recording' });
    tung.say('accept', { fault, what: 'picture' });
    expect((await tung.push()).map(({ status, code }) => [status, code]).slice(0, 1)).toEqual([
      ['rejected', 'stale_state'],
    ]);
    expect(codes(await khanh.say('accept', { fault, what: 'picture' }).push())[0]).not.toBe(
      'actor_not_permitted',
    );
    const close = {
      fault,
      cause: 'power',
      endedAt: Date.now(),
      lost: null,
      note: '',
      interference: 'none',
    };
    expect(codes(await tung.say('close', close).push())).toEqual(['actor_not_permitted']);
    expect((await khanh.say('close', close).push())[0]?.status).toMatch(/accepted|merged/);
    for (const { browser } of [khanh, brel, tung])
      expect((await readFaults(browser))[fault]).toMatchObject({
        status: 'closed',
        closing: { cause: 'power' },
      });
  });

  it('[KH-19] [GL-45] [GL-54] are read and written by those whom they concern alone', async () => {
    const [khanh, duong, my, admin] = [
      await deskOf('khanh'),
      await deskOf('duong'),
      await deskOf('my'),
      await signIn('admin'),
    ];
    const tung = await deskOf('puih-tung');
    const fault = randomUUID();
    expect(codes(await duong.say('report', report(fault)).push())).toEqual(['actor_not_permitted']);
    expect(codes(await my.say('report', report(fault, line)).push())).toEqual([null]);
    // Who stands in, who is sent and what is joined are not for everybody who reports.
    expect(codes(await my.say('substitute', substitute(fault)).push())).toEqual(['actor_not_permitted']);
    expect(
      codes(await khanh.say('join', { fault, parent: { scope: 'faults:central', fault } }).push()),
    ).toEqual(['actor_not_permitted']);
    expect(codes(await khanh.say('report', report(randomUUID(), central), 'faults:central').push())).toEqual([
      'actor_not_permitted',
    ]);
    expect(codes(await tung.say('report', report(randomUUID(), central), 'faults:central').push())).toEqual([
      null,
    ]);
    expect((await pull(duong.browser)).problems).toEqual([{ scope, code: 'not_found' }]);
    expect((await pull(admin)).problems).toEqual([{ scope, code: 'not_found' }]);
    expect((await pull(khanh.browser, 'faults:central')).problems).toEqual([
      { scope: 'faults:central', code: 'not_found' },
    ]);
    // Who repairs reads faults, and no incidents.
    expect((await pull(tung.browser, 'facility:f-01')).problems).toEqual([
      { scope: 'facility:f-01', code: 'not_found' },
    ]);
  });

  it('[GL-24] lets a manager send the facility’s own technician, and nobody of the operator’s', async () => {
    const thao = await deskOf('thao');
    const fault = randomUUID();
    const assign = { fault, person: 'Nay H’Ban', target: Date.now() + 3_600_000 };
    thao.say('report', report(fault, { ...gate, id: 'cam-012' })).say('substitute', substitute(fault));
    thao.say('assign', { ...assign, to: 'operator' }).say('assign', { ...assign, to: 'technician' });
    expect(codes(await thao.push())).toEqual([null, null, 'actor_not_permitted', null]);
  });

  it('[GL-06] keeps what is no command of a fault, or stands in another log, in quarantine', async () => {
    const khanh = await deskOf('khanh');
    const fault = randomUUID();
    khanh.say('report', { ...report(fault), photo: 'data:' });
    khanh.say('note', { fault, text: 'trong nhật ký sự việc' }, 'facility:f-01');
    khanh.writer.write({ actor: 'tran-van-khanh', scope, text: 'mục sổ' });
    expect(new Set(codes(await khanh.push()))).toEqual(new Set(['schema_unreadable']));
  });

  it('[GL-45] tells each person the logs of faults, what he may do there and what can fail there', async () => {
    const me = async (name: string) => {
      const browser = await signIn(name);
      return v.parse(MeSchema, await (await browser.get('/api/me')).json()).faults;
    };
    const [own] = await me('khanh');
    expect(own).toMatchObject({
      scope,
      may: [
        'read_fault',
        'report_fault',
        'set_substitute',
        'close_fault',
        'judge_interference',
        'work_under_permit',
      ],
    });
    expect(own?.assets.map(({ kind }) => kind)).toEqual(['camera', 'line']);
    expect((await me('dinh-brel')).map((access) => access.scope)).toEqual([
      'faults:central',
      'faults:f-01',
      'faults:f-02',
    ]);
    expect((await me('puih-tung'))[0]?.may).toContain('repair_fault');
    expect(await me('admin')).toEqual([]);
  });
});
