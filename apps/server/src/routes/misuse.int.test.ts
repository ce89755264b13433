import { randomUUID } from 'node:crypto';
import { MeSchema, MisuseReceiptSchema } from '@truc/domain/api';
import {
  protocolVersion,
  PullResponseSchema,
  scopeGenesis,
  type Outcome,
  type ScopeId,
} from '@truc/sync/protocol';
import fc from 'fast-check';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeSha256 } from '../config/system-ports.ts';
import { createPushDesk } from '../cases/push-desk.ts';
import { push, sampleFields, sampleReport, say } from '../testing/incident-sayings.ts';
import {
  createTestWorld,
  passwords,
  type Browser,
  type Tablet,
  type TestWorld,
} from '../testing/test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
  const role = { facility: null, district: null, post: null };
  const office = { position: 'Chuyên viên', agency: 'Cơ quan tỉnh' };
  const person = (id: string, held: 'pmc' | 'pc_office' | 'auditor' | 'ioc') =>
    world.server.provisionPerson({
      ...office,
      id,
      name: `Người ${id}`,
      username: id,
      password: 'den-ca-truc-01',
      roles: [{ ...role, role: held }],
    });
  await person('pmc-mot', 'pmc');
  await person('pmc-hai', 'pmc');
  await person('vp-mot', 'pc_office');
  await person('vp-hai', 'pc_office');
  await person('ks-mot', 'auditor');
  await person('ioc-mot', 'ioc');
});
afterAll(() => world.close());

const usernames: Readonly<Record<string, string>> = {
  'tran-van-khanh': 'khanh',
  'le-thi-thao': 'thao',
  'nguyen-ha-my': 'my',
};
const sessions = new Map<string, Promise<Browser>>();

/** One browser a person: signing in is slow by intent. */
function browserOf(person: string): Promise<Browser> {
  const known = sessions.get(person);
  if (known !== undefined) return known;
  const signing = (async () => {
    const username = usernames[person] ?? person;
    const password = (passwords as Readonly<Record<string, string>>)[username] ?? 'den-ca-truc-01';
    const browser = world.browser();
    expect((await browser.post('/api/sign-in', { username, password })).status).toBe(200);
    return browser;
  })();
  sessions.set(person, signing);
  return signing;
}

const secret = 'Dùng camera để quấy rối người cách ly';

async function report(by: string, named: readonly string[], incident: string = randomUUID()) {
  const answer = await (
    await browserOf(by)
  ).post('/api/misuse', {
    incident,
    facility: 'f-01',
    named,
    title: secret,
    description: 'Thấy lúc nửa đêm',
    cameras: ['cam-011'],
    detectedAt: 2_000,
    from: 1_000,
    until: 2_000,
  });
  return { answer, incident, scope: `misuse:${incident}` as ScopeId };
}

async function pull(browser: Browser, scope: ScopeId) {
  const cursor = { scope, epoch: 1, seq: 0, chain: scopeGenesis(nativeSha256, scope, 1) };
  const answer = await browser.post('/api/sync/pull', {
    v: protocolVersion,
    cursors: [cursor],
    budgetBytes: 1_000_000,
    witness: null,
  });
  return v.parse(PullResponseSchema, await answer.json());
}

async function me(person: string) {
  return v.parse(MeSchema, await (await (await browserOf(person)).get('/api/me')).json());
}

const readsMisuse = ['pmc-mot', 'pmc-hai', 'vp-mot', 'vp-hai', 'ks-mot'];

describe('a case about a user of the system', () => {
  it('[GL-18] [KH-13] is reported by the watch, read and handled by the province, and by nobody of the facility', async () => {
    const { answer, incident, scope } = await report('tran-van-khanh', ['le-thi-thao']);
    expect(v.parse(MisuseReceiptSchema, await answer.json())).toEqual({ incident, readable: false });
    for (const reader of readsMisuse) {
      expect((await pull(await browserOf(reader), scope)).scopes[0]?.leaves).toHaveLength(1);
      expect((await me(reader)).misuse.map((one) => one.scope)).toContain(scope);
    }
    // The department of health has the civil facilities; the operations centre, the reporter and the manager have none.
    for (const other of ['nguyen-ha-my', 'ioc-mot', 'tran-van-khanh', 'le-thi-thao'])
      expect((await pull(await browserOf(other), scope)).scopes.flatMap(({ leaves }) => leaves)).toEqual([]);
  });

  it('[GL-18] [GL-07] is acknowledged, measured and closed by two who are neither named nor the reporter', async () => {
    const { incident, scope } = await report('pmc-mot', ['le-thi-thao']);
    const said = { scope, incident };
    const two = await browserOf('pmc-hai');
    const { writer } = await two.enrolTablet();
    say(writer, { ...said, actor: 'pmc-hai' }, ['acknowledge', {}]);
    say(writer, { ...said, actor: 'pmc-hai' }, ['measure', { kind: 'remind', text: '', at: 3_000 }]);
    expect((await push(two, writer)).map(({ status }) => status)).toEqual(['merged', 'merged']);
    const one = await browserOf('pmc-mot');
    const own = (await one.enrolTablet()).writer;
    say(own, { ...said, actor: 'pmc-mot' }, ['check', { remedied: true, text: '' }]);
    expect((await push(one, own))[0]).toMatchObject({ status: 'rejected', code: 'actor_not_permitted' });
    say(writer, { ...said, actor: 'pmc-hai' }, ['check', { remedied: true, text: '' }]);
    expect((await push(two, writer, 3))[0]?.status).toBe('merged');
  });

  it('[GL-18] refuses with the clause who names himself, or somebody who is nobody, and who has no right to report there', async () => {
    for (const [by, named] of [
      ['tran-van-khanh', ['tran-van-khanh']],
      ['tran-van-khanh', ['khong-co-ai']],
      ['ks-mot', ['le-thi-thao']],
    ] as const) {
      const { answer } = await report(by, named);
      expect([answer.status, await answer.json()]).toEqual([403, { code: 'not_permitted', detail: 'GL-18' }]);
    }
  });

  it('[GL-18] sent again is the same case, and nobody adds to it by its id', async () => {
    const { incident, scope } = await report('tran-van-khanh', ['le-thi-thao']);
    expect((await report('tran-van-khanh', ['le-thi-thao'], incident)).answer.status).toBe(200);
    expect((await report('le-thi-thao', ['tran-van-khanh'], incident)).answer.status).toBe(200);
    expect((await pull(await browserOf('pmc-mot'), scope)).scopes[0]?.leaves).toHaveLength(1);
    expect((await me('tran-van-khanh')).misuse).toEqual([]);
  });

  it('[GL-18] keeps a report of misuse out of the facility’s own log, and away from its manager', async () => {
    const khanh = await browserOf('tran-van-khanh');
    const { writer } = await khanh.enrolTablet();
    const [type, body] = sampleReport;
    const words = 'Lạm dụng camera, báo nhầm chỗ';
    const fields = { ...sampleFields, title: words };
    say(writer, { actor: 'tran-van-khanh', scope: 'facility:f-01', incident: randomUUID() }, [
      type,
      { ...body, fields, kind: 'misuse' },
    ]);
    expect((await push(khanh, writer))[0]).toMatchObject({
      status: 'quarantined',
      code: 'actor_not_permitted',
    });
    const thao = await browserOf('le-thi-thao');
    expect(await (await thao.get('/api/quarantine')).text()).not.toContain(words);
    expect(await (await (await browserOf('vp-mot')).get('/api/quarantine')).text()).toContain(words);
  });
});

/** Who may be named: somebody of every role that reads any such case, and of the facility. */
const nameable = ['pmc-mot', 'vp-mot', 'ks-mot', 'le-thi-thao', 'tran-van-khanh', 'nguyen-ha-my', 'ioc-mot'];

const tablets = new Map<string, Promise<Tablet>>();

function tabletOf(person: string): Promise<Tablet> {
  const known = tablets.get(person);
  if (known !== undefined) return known;
  const enrolling = browserOf(person).then((browser) => browser.enrolTablet());
  tablets.set(person, enrolling);
  return enrolling;
}

/** Every way by which a page or a tablet of this person gets anything from the server, as texts. */
async function everythingGiven(person: string, about: { scope: ScopeId; incident: string }): Promise<string> {
  const browser = await browserOf(person);
  const tablet = await tabletOf(person);
  const get = async (path: string) => (await browser.get(path)).text();
  const post = async (path: string, body: object) => (await browser.post(path, body)).text();
  const { scope, incident } = about;
  const why = { purpose: 'check_remedies', reason: 'Muốn biết ai báo', paper: null };
  return [
    ...(await Promise.all(
      [
        '/api/me',
        '/api/board',
        '/api/quarantine',
        '/api/access-log',
        '/api/cameras',
        '/api/camera-faults',
        '/api/viewing-requests',
        '/api/device-alarms',
        '/api/devices',
        '/api/walls',
        '/api/watch',
        '/api/push',
        '/api/evidence/checkpoint',
      ].map(get),
    )),
    await post('/api/logbook/search', { text: 'quấy rối', scope: null, before: null }),
    await post('/api/incidents/export', { scope, incident, ...why }),
    JSON.stringify(await browser.lease(tablet.writer)),
    // The scope that was asked for is answered as what does not exist is: by its own name.
    JSON.stringify(await pull(browser, scope)).replace(`{"scope":"${scope}","code":"not_found"}`, ''),
    JSON.stringify(await pull(browser, 'facility:f-01' as ScopeId)),
  ].join('\n');
}

/** What sockets tell that watch this log: the answer, and every poke until the case has moved. */
async function socketHears(person: string, scope: ScopeId, move: () => Promise<unknown>): Promise<string[]> {
  const { cookie } = await browserOf(person);
  const socket = io(world.server.url, {
    path: '/rt',
    transports: ['websocket'],
    extraHeaders: { cookie, origin: world.server.url },
  });
  const heard: string[] = [];
  socket.onAny((event: string, body: unknown) => heard.push(JSON.stringify([event, body])));
  await new Promise((resolve) => socket.on('connect', () => resolve(null)));
  const watched: unknown = await socket.emitWithAck('watch', { scopes: [scope, 'facility:f-01'] });
  heard.push(JSON.stringify(watched));
  await move();
  // A second question is answered after every poke of the move.
  await socket.emitWithAck('watch', { scopes: [] });
  socket.disconnect();
  return heard;
}

describe('whom a case names', () => {
  it('[GL-18] gets nothing of it by any way, whatever roles he holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(nameable, { minLength: 1, maxLength: 3 }),
        fc.constantFrom(...readsMisuse),
        async (named, reader) => {
          const by = ['tran-van-khanh', 'le-thi-thao'].find((id) => !named.includes(id)) ?? 'ioc-mot';
          fc.pre(!named.includes(by) && !named.includes(reader));
          const about = await report(by, named);
          expect(about.answer.status).toBe(200);
          for (const person of named) {
            const given = await everythingGiven(person, about);
            // He sent the ids himself; no answer gives them back, and none says a word of the matter.
            expect(given).not.toContain(secret);
            expect(given.split('\n').filter((text) => text.includes(about.incident))).toEqual([]);
          }
          // The same questions of somebody who may read: the test would see it.
          expect(await everythingGiven(reader, about)).toContain(secret);
        },
      ),
      { numRuns: 6 },
    );
  }, 60_000);

  it('[GL-18] hears no poke of it, and is not called', async () => {
    const about = await report('tran-van-khanh', ['pmc-mot']);
    const two = await browserOf('vp-mot');
    const { writer } = await two.enrolTablet();
    const move = () => {
      say(writer, { actor: 'vp-mot', scope: about.scope, incident: about.incident }, ['acknowledge', {}]);
      return push(two, writer);
    };
    expect((await socketHears('pmc-mot', about.scope, move)).join('\n')).not.toContain(about.scope);
    const asked: string[] = [];
    const desk = createPushDesk({
      ...world.server.context,
      aliveSessions: () => Promise.resolve(new Set()),
      subscriptions: {
        ...world.server.context.subscriptions,
        of: (people) => {
          asked.push(...people);
          return Promise.resolve([]);
        },
      },
    });
    desk.call([{ scope: about.scope, incident: about.incident, to: 'told' }]);
    await expect.poll(() => asked).toContain('vp-mot');
    expect(asked).not.toContain('pmc-mot');
    expect(asked).not.toContain('le-thi-thao');
  });

  it('[GL-18] forges in vain: each command of his is set aside as one for a log that does not exist', async () => {
    const { incident, scope } = await report('tran-van-khanh', ['pmc-mot']);
    const pmc = await browserOf('pmc-mot');
    const { writer } = await pmc.enrolTablet();
    const said = { actor: 'pmc-mot', scope, incident };
    say(writer, said, ['acknowledge', {}]);
    say(writer, said, ['note', { text: 'Không có gì' }]);
    say(writer, said, ['proposeDismissal', { reason: 'Báo nhầm' }]);
    say(writer, said, [
      'exported',
      { by: 'pmc-mot', purpose: 'check_remedies', reason: 'Xem thử một chút', paper: null },
    ]);
    say(writer, { ...said, incident: randomUUID(), scope: `misuse:${randomUUID()}` }, [
      'note',
      { text: 'Không có' },
    ]);
    const outcomes: readonly Outcome[] = await push(pmc, writer);
    // The last one is for a log that never was: the answers are alike.
    expect(outcomes.map(({ status, code }) => [status, code])).toEqual(
      Array.from({ length: 5 }, () => ['quarantined', 'scope_unknown']),
    );
    const leaves = (await pull(await browserOf('vp-mot'), scope)).scopes[0]?.leaves ?? [];
    expect(leaves.map(({ status }) => status)).toEqual(['accepted']);
  });
});
