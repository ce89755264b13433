import { randomUUID } from 'node:crypto';
import { MeSchema } from '@truc/domain/api';
import {
  emptyLog,
  foldFaultLeaf,
  interferenceOf,
  technicalKinds,
  visitChecklist,
} from '@truc/domain/fault-log';
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
    ['qs', 'pmc'],
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
const actors = { khanh: 'tran-van-khanh', thao: 'le-thi-thao', my: 'nguyen-ha-my' } as const;
const hour = 3_600_000;

class Desk {
  readonly #browser: Browser;
  readonly #writer: DeviceWriter;
  readonly #actor: string;
  #sent = 0;

  constructor(browser: Browser, writer: DeviceWriter, actor: string) {
    this.#browser = browser;
    this.#writer = writer;
    this.#actor = actor;
  }

  get browser(): Browser {
    return this.#browser;
  }

  /** What becomes of it: `accepted`, or the code with which it is set aside. */
  async say(type: keyof typeof technicalKinds, body: object, into = scope): Promise<string> {
    const { kind, current } = technicalKinds[type];
    this.#writer.time = { wall: Date.now(), off: 0, err: 5 };
    this.#writer.writeRaw({ actor: this.#actor, scope: into, kind, v: current }, JSON.stringify(body));
    const answer = await this.#browser.post('/api/sync/push', this.#writer.segment(this.#sent + 1));
    expect(answer.status).toBe(200);
    this.#sent = this.#writer.opIds.length;
    const [outcome] = v.parse(PushResponseSchema, await answer.json()).outcomes;
    return outcome?.code ?? outcome?.status ?? 'none';
  }
}

async function deskOf(username: string): Promise<Desk> {
  const browser = new Browser(() => world.server.url);
  const password = new Map<string, string>(Object.entries(passwords)).get(username) ?? officePassword;
  expect((await browser.post('/api/sign-in', { username, password })).status).toBe(200);
  const { dev, inst } = await browser.enrol();
  const actor = Object.entries(actors).find(([name]) => name === username)?.[1] ?? username;
  return new Desk(browser, new DeviceWriter(dev, inst), actor);
}

/** What a reader makes of the leaves, by the same rules. */
async function readLog(browser: Browser) {
  const asked = scope as ScopeId;
  const cursor = { scope: asked, epoch: 1, seq: 0, chain: scopeGenesis(nativeSha256, asked, 1) };
  const request = { v: protocolVersion, cursors: [cursor], budgetBytes: 1_000_000, witness: null };
  const pulled = v.parse(PullResponseSchema, await (await browser.post('/api/sync/pull', request)).json());
  return (pulled.scopes[0]?.leaves ?? []).reduce((state, { op, seq, status, code }) => {
    const header = readHeader(op);
    if (header === null) throw new Error('every leaf of this log has a header');
    const at = header.wall + (header.off ?? 0);
    const folded = foldFaultLeaf(state, { ...header, at, base: header.base ?? {}, body: op.b, seq });
    expect({ status: folded.decision?.status, code: folded.decision?.code }).toEqual({ status, code });
    return folded.log;
  }, emptyLog);
}

const ask = (permit: string, assets: readonly object[] = [gate]) => ({
  permit,
  work: 'repair',
  detail: 'Thay bộ nguồn',
  assets,
  from: Date.now() - 60_000,
  to: Date.now() + 2 * hour,
  workers: ['Puih Thanh Tùng'],
  agency: 'Đơn vị vận hành',
  picturesOff: true,
});
const begin = (permit: string) => ({
  permit,
  isOnSite: true,
  workers: ['Puih Thanh Tùng'],
  checklist: [...visitChecklist],
  substitute: { measure: 'patrol', person: 'Siu H’Liêm', everyMs: 1_800_000 },
});

describe('permits over HTTP', () => {
  it('[GL-15] [KH-09] are asked by the facility, approved by the authority alone, and begun on site', async () => {
    const [thao, qs, khanh, my] = [
      await deskOf('thao'),
      await deskOf('qs'),
      await deskOf('khanh'),
      await deskOf('my'),
    ];
    const permit = randomUUID();
    const asked = ask(permit);
    const approve = { permit, document: '12/GP-BCH', from: asked.from, to: asked.to, note: '' };
    // The watch asks for nothing; who asked decides nothing; a civil authority decides nothing at a military site.
    expect(await khanh.say('askPermit', asked)).toBe('actor_not_permitted');
    expect(await thao.say('askPermit', asked)).toBe('accepted');
    expect(await thao.say('approvePermit', approve)).toBe('actor_not_permitted');
    expect(await my.say('approvePermit', approve)).toBe('actor_not_permitted');
    expect(await qs.say('beginWork', begin(permit))).toBe('actor_not_permitted');
    expect(await khanh.say('beginWork', begin(permit))).toBe('stale_state');
    expect(await qs.say('approvePermit', { ...approve, to: asked.to + hour })).toBe('stale_state');
    expect(await qs.say('approvePermit', approve)).toBe('accepted');
    expect(await khanh.say('beginWork', { ...begin(permit), substitute: null })).toBe('stale_state');
    expect(await khanh.say('beginWork', begin(permit))).toBe('accepted');

    const fault = randomUUID();
    const report = { fault, asset: gate, symptom: 'no_picture', detail: '', permit: '', proposal: null };
    expect(await khanh.say('report', { ...report, since: Date.now() })).toBe('accepted');
    const { faults, works } = await readLog(qs.browser);
    expect(works.permits[permit]).toMatchObject({
      status: 'begun',
      approved: { by: 'qs', document: '12/GP-BCH' },
    });
    const outage = faults[fault];
    expect(outage && interferenceOf(outage, works.permits)).toMatchObject({
      state: 'permitted',
      permit: { id: permit },
    });
    expect(await qs.say('revokePermit', { permit, reason: 'Có ca bệnh' })).toBe('accepted');
    expect(await khanh.say('endWork', { permit, restored: true, note: '' })).toBe('accepted');
  });

  it('[GL-15] [KH-10] [KH-11] have a person answer for an outage outside of any, before it is closed', async () => {
    const [khanh, my] = [await deskOf('khanh'), await deskOf('my')];
    const fault = randomUUID();
    const asset = { ...gate, id: 'cam-012' };
    const report = { fault, asset, symptom: 'no_picture', detail: '', permit: '', proposal: null };
    expect(await khanh.say('report', { ...report, since: Date.now() - 1_000 })).toBe('accepted');
    expect(await khanh.say('recover', { fault, at: Date.now(), limitMs: 300_000 })).toBe('accepted');
    const close = { fault, cause: 'power', endedAt: null, lost: null, note: '', interference: null };
    expect(await khanh.say('close', close)).toBe('stale_state');
    const judge = { fault, verdict: 'none', note: '', incident: null };
    expect(await my.say('judge', judge)).toBe('actor_not_permitted');
    expect(await khanh.say('judge', judge)).toBe('accepted');
    expect(await khanh.say('close', close)).toBe('accepted');
  });

  it('[GL-15] of the central system are the focal point’s to decide, and of a facility they are not', async () => {
    const [tung, brel] = [await deskOf('puih-tung'), await deskOf('dinh-brel')];
    const permit = randomUUID();
    const central = { kind: 'central', id: 'central', name: '' };
    const asked = ask(permit, [central]);
    expect(await tung.say('askPermit', asked, 'faults:central')).toBe('accepted');
    const approve = { permit, document: '7/GP-STTTT', from: asked.from, to: asked.to, note: '' };
    expect(await tung.say('approvePermit', approve, 'faults:central')).toBe('actor_not_permitted');
    expect(await brel.say('approvePermit', approve, 'faults:central')).toBe('accepted');
    const local = ask(randomUUID());
    expect(await tung.say('askPermit', local)).toBe('accepted');
    expect(await brel.say('approvePermit', { ...approve, permit: local.permit })).toBe('actor_not_permitted');
  });

  it('[GL-16] [KH-14] let the facility keep its list, and move nothing in it without a permit', async () => {
    const [thao, khanh] = [await deskOf('thao'), await deskOf('khanh')];
    const device = randomUUID();
    const listed = {
      device,
      kind: 'camera',
      name: 'Cổng chính',
      model: '',
      serial: 'VD-0001-C',
      asset: 'cam-011',
      place: 'Cột cổng',
      zone: 'gate',
    };
    expect(await khanh.say('listDevice', listed)).toBe('actor_not_permitted');
    expect(await thao.say('listDevice', listed)).toBe('accepted');
    const move = { device, permit: '', place: 'Sân sau', zone: 'yard' };
    expect(await thao.say('placeDevice', move)).toBe('stale_state');
    const found = {
      find: randomUUID(),
      source: 'round',
      record: '',
      description: 'Bộ phát lạ',
      serial: '',
      place: 'Tủ kỹ thuật',
      owner: 'Ksor Nam',
      due: Date.now() + hour,
    };
    expect(await khanh.say('foundDevice', found)).toBe('accepted');
    const settle = { find: found.find, outcome: 'removed', device: null, note: 'Đã tháo' };
    expect(await khanh.say('settleFind', settle)).toBe('actor_not_permitted');
    expect(await thao.say('settleFind', settle)).toBe('accepted');
    expect((await readLog(thao.browser)).works.devices[device]?.placements).toHaveLength(1);
  });

  it('[GL-10] [GL-15] tell each person what he may do with permits there', async () => {
    const may = async (name: string) => {
      const { browser } = await deskOf(name);
      const me = v.parse(MeSchema, await (await browser.get('/api/me')).json());
      return me.faults.find((access) => access.scope === scope)?.may ?? [];
    };
    expect(await may('qs')).toContain('authorise_intervention');
    expect(await may('my')).not.toContain('authorise_intervention');
    expect(await may('thao')).toEqual(expect.arrayContaining(['ask_intervention', 'keep_inventory']));
    expect(await may('puih-tung')).toContain('ask_intervention');
    expect(await may('dinh-brel')).not.toContain('authorise_intervention');
  });
});
