import {
  AccountAnswerSchema,
  AccountsResponseSchema,
  MeSchema,
  QuarantineResponseSchema,
  type AccountsResponse,
} from '@truc/domain/api';
import { dayMs, dayOf } from '@truc/domain/shift';
import {
  protocolVersion,
  PullResponseSchema,
  PushResponseSchema,
  scopeGenesis,
  type ScopeId,
} from '@truc/sync/protocol';
import pg from 'pg';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeSha256 } from '../config/system-ports.ts';
import { examineDossiers } from '../dossiers/dossier-chain.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
const people: Record<string, Browser> = {};
const now = Date.now();
const today = dayOf(now);
const password = 'mot-mat-khau-2021';

beforeAll(async () => {
  world = await createTestWorld();
  for (const [username, role] of [
    ['vp', 'pc_office'],
    ['qs', 'pmc'],
    ['qs2', 'pmc'],
    ['tt', 'dict'],
    ['ks', 'auditor'],
    ['tb', 'steering_head'],
  ] as const)
    await world.server.provisionPerson({
      id: username,
      username,
      name: `Kpă Thơm ${username}`,
      position: 'Chuyên viên',
      agency: 'Cơ quan',
      password,
      roles: [{ role, facility: null, district: null, post: null }],
    });
  for (const username of ['vp', 'qs', 'qs2', 'tt', 'ks', 'tb']) people[username] = await signIn(username);
  for (const username of ['my', 'thao', 'khanh', 'duong', 'admin'] as const)
    people[username] = await world.signedIn(username);
  await world.server.provisionPlaces({
    posts: [{ id: 'ban-ioc', facility: null, name: 'Bàn trực IOC', kind: 'ioc' }],
    assignmentDocs: [appoint('p-01', '01/PC', ['tran-van-khanh']), appoint('p-02', '02/PC', ['kpa-duong'])],
  });
});
afterAll(() => world.close());

function appoint(post: string, number: string, names: string[], to: string | null = null) {
  const from = dayOf(now - 30 * dayMs);
  return { post, number, signedOn: from, signatory: 'Trưởng cơ sở', content: '', from, to, people: names };
}

async function signIn(username: string, secret = password): Promise<Browser> {
  const browser = world.browser();
  const answer = await browser.post('/api/sign-in', { username, password: secret });
  expect(answer.status).toBe(200);
  return browser;
}

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

const paper = { number: '12/QĐ', signedOn: today, issuer: 'Chỉ huy trưởng' };
const holder = { name: "Nay H'Ban", position: 'Trực camera', phone: '0000 000 012', email: 'hban@vidu.test' };
const watch = { role: 'facility_watch', facility: 'f-01', district: null, post: 'p-01' };
const give = {
  type: 'propose',
  wish: 'give',
  right: null,
  person: null as string | null,
  holder: holder as object | null,
  target: watch as object,
  from: today,
  to: '',
  paper: paper as object | null,
  finding: null as string | null,
  reason: 'Bổ sung người trực',
};
const approve = { type: 'decide', verdict: 'approved', paper, reason: '' };
const carry = { type: 'carry_out', signedOn: today, person: null as string | null, username: '' };

async function say(username: string, proposal: string, act: object) {
  const answer = await as(username).post('/api/accounts/act', { proposal, id: uuid(), act });
  if (answer.status !== 200) return { status: answer.status };
  return v.parse(AccountAnswerSchema, await answer.json());
}

async function read(username: string): Promise<AccountsResponse> {
  return v.parse(AccountsResponseSchema, await (await as(username).get('/api/accounts')).json());
}

async function me(browser: Browser) {
  return v.parse(MeSchema, await (await browser.get('/api/me')).json());
}

async function rightOf(person: string, facility: string): Promise<string> {
  const found = (await read('admin')).rights.find(
    (one) => one.person === person && one.target.facility === facility,
  );
  if (found === undefined) throw new Error(`${person} holds a right at ${facility}`);
  return found.right;
}

const takeBack = async (person: string, facility: string, more: object = {}) => ({
  ...give,
  wish: 'take_back',
  holder: null,
  right: await rightOf(person, facility),
  from: '',
  ...more,
});

const saved = { outcome: 'saved', account: null };
const gone = { status: 404 };

describe('an account that is given by a paper', () => {
  it('[GL-05] [GL-10] [GL-20] is proposed by the manager, delegated by Bộ CHQS, and carried out after that alone', async () => {
    const id = uuid();
    expect(await say('thao', id, { ...give, paper: null })).toEqual({
      outcome: 'refused',
      code: 'paper_missing',
      clause: 'GL-10, GL-11, GL-20, GL-37',
    });
    expect(await say('thao', id, give)).toEqual(saved);
    for (const username of ['my', 'thao', 'khanh', 'vp', 'tt', 'admin', 'ks', 'tb'])
      expect(await say(username, id, approve)).toEqual(gone);
    for (const username of ['thao', 'qs', 'khanh', 'ks'])
      expect(await say(username, id, { ...carry, username: 'hban' })).toEqual(gone);
    expect(await say('admin', id, { ...carry, username: 'hban' })).toMatchObject({ code: 'not_approved' });
    expect(await say('qs', id, approve)).toEqual(saved);
    expect(await say('admin', id, { ...carry, username: 'hban', signedOn: '' })).toMatchObject({
      code: 'commitment_missing',
      clause: 'GL-05, BT-07',
    });
    for (const username of ['khanh', 'tran-van-khanh'])
      expect(await say('admin', id, { ...carry, username })).toMatchObject({ code: 'username_taken' });
    expect(await say('admin', id, { ...carry, username: 'hban' })).toMatchObject({
      outcome: 'saved',
      account: { username: 'hban' },
    });
  });

  it('[GL-05] has its first password told once, and stands in the register with its paper and in the audit', async () => {
    const id = uuid();
    await say('thao', id, { ...give, holder: { ...holder, email: 'brel@vidu.test', name: 'Đinh Brel' } });
    await say('qs', id, approve);
    const act = { proposal: id, id: uuid(), act: { ...carry, username: 'brel' } };
    const made = v.parse(
      AccountAnswerSchema,
      await (await as('admin').post('/api/accounts/act', act)).json(),
    );
    if (made.outcome !== 'saved' || made.account === null) throw new Error('an account was made');
    const browser = await signIn('brel', made.account.password);
    expect(await me(browser)).toMatchObject({
      person: { id: 'brel', name: 'Đinh Brel', agency: 'Cơ sở cách ly số 01 - Đồi Thông' },
      roles: [watch],
      posts: [{ post: { id: 'p-01' }, write: true }],
    });
    expect(await (await as('admin').post('/api/accounts/act', act)).json()).toEqual(saved);
    const { pool } = world.server.context.database;
    expect(
      (await pool.query(`select given_by, valid_to from role_assignment where person = 'brel'`)).rows,
    ).toEqual([{ given_by: id, valid_to: null }]);
    const lines = await pool.query(
      `select outcome, detail->>'act' as act from audit where action = 'account' and object = $1 order by id`,
      [id],
    );
    expect(lines.rows).toMatchObject([
      { outcome: 'granted', act: 'propose' },
      { outcome: 'granted', act: 'decide' },
      { outcome: 'granted', act: 'carry_out' },
      { outcome: 'granted', act: 'carry_out' },
    ]);
    const leak = JSON.stringify([lines.rows, (await pool.query('select fact from dossier_act')).rows]);
    expect(leak).not.toContain(made.account.password);
    expect(await examineDossiers(pool)).toMatchObject({ firstFault: null });
  });

  it('[GL-05] is opened with its act or not at all', async () => {
    const id = uuid();
    await say('thao', id, { ...give, holder: { ...holder, email: 'lan@vidu.test', name: 'Ksor Lan' } });
    await say('qs', id, approve);
    const owner = new pg.Client({ connectionString: world.database.ownerUrl });
    await owner.connect();
    await owner.query(
      `alter table dossier_act add constraint full_disk check (fact not like '%carry_out%') not valid`,
    );
    const act = { ...carry, username: 'ksor-lan' };
    expect(await say('admin', id, act)).toEqual({ status: 500 });
    const accounts = await owner.query(`select 1 from auth."user" where id = 'ksor-lan'`);
    expect(accounts.rowCount).toBe(0);
    await owner.query('alter table dossier_act drop constraint full_disk');
    await owner.end();
    expect(await say('admin', id, act)).toMatchObject({ account: { username: 'ksor-lan' } });
  });

  it.each(['khanh', 'duong', 'my', 'vp', 'tt', 'admin', 'ks', 'tb'])(
    '[GL-20] is not proposed at a military site by %s',
    async (username) => {
      expect(await say(username, uuid(), give)).toEqual(gone);
    },
  );

  it('[GL-11] at another site is delegated by Sở Y tế, which proposes it too; nobody decides on his own', async () => {
    const id = uuid();
    const civil = { ...give, target: { ...watch, facility: 'f-02', post: 'p-02' } };
    expect(await say('qs', uuid(), civil)).toEqual(gone);
    expect(await say('thao', uuid(), civil)).toEqual(gone);
    expect(await say('my', id, civil)).toEqual(saved);
    expect(await say('qs', id, approve)).toEqual(gone);
    expect(await say('my', id, approve)).toMatchObject({ code: 'own_proposal' });
    expect(await say('my', id, { type: 'withdraw', reason: 'Nhầm' })).toEqual(saved);
  });

  it('[GL-04] [GL-29] [GL-37] for the central system goes over Sở Y tế and Bộ Y tế', async () => {
    const id = uuid();
    const central = { ...give, target: { role: 'pmc', facility: null, district: null, post: null } };
    for (const username of ['vp', 'my', 'thao', 'admin'])
      expect(await say(username, uuid(), central)).toEqual(gone);
    expect(await say('qs', id, central)).toEqual(saved);
    expect(await say('qs2', id, { type: 'consolidate' })).toEqual(gone);
    expect(await say('my', id, approve)).toMatchObject({ code: 'not_forwarded', clause: 'GL-37' });
    expect(await say('my', id, { type: 'consolidate' })).toEqual(saved);
    expect(await say('my', id, { type: 'forward', paper: null })).toMatchObject({ code: 'paper_missing' });
    expect(await say('my', id, { type: 'forward', paper })).toEqual(saved);
    expect((await read('qs')).proposals.find((one) => one.id === id)).toMatchObject({ state: 'forwarded' });
    expect((await read('vp')).proposals.find((one) => one.id === id)).toBeUndefined();
    const refused = { ...approve, verdict: 'refused', paper: null, reason: 'Không đúng đối tượng' };
    expect(await say('my', id, refused)).toEqual(saved);
    expect((await read('qs')).proposals.find((one) => one.id === id)).toMatchObject({
      state: 'refused',
      may: [],
    });
  });

  it('of the IOC is proposed by its host and decided by the province’s office', async () => {
    const id = uuid();
    const ioc = { ...give, target: { role: 'ioc', facility: null, district: null, post: 'ban-ioc' } };
    expect(await say('vp', uuid(), ioc)).toEqual(gone);
    expect(await say('tt', uuid(), { ...ioc, target: { ...ioc.target, post: 'p-01' } })).toMatchObject({
      code: 'place_missing',
    });
    expect(await say('tt', id, ioc)).toEqual(saved);
    expect(await say('my', id, approve)).toEqual(gone);
    expect(await say('vp', id, approve)).toEqual(saved);
    expect(await say('admin', id, { ...carry, person: 'quan-tri' })).toMatchObject({ code: 'own_account' });
    expect(await say('admin', id, { ...carry, person: 'tb' })).toEqual(saved);
    expect((await me(as('tb'))).roles.map(({ role }) => role).sort()).toEqual(['ioc', 'steering_head']);
  });
});

describe('what papers gave and took', () => {
  it('[GL-17] [GL-20] is neither ended nor given back by provisioning, until another paper says so', async () => {
    const somebody = { ...holder, id: 'rcom-tim', username: 'rcom-tim', agency: 'Cơ sở', password };
    const provision = () =>
      world.server.provisionPerson({ ...somebody, roles: [{ ...watch, role: 'facility_watch' }] });
    await provision();
    const browser = await signIn('rcom-tim');
    const rolesNow = async () => (await me(browser)).roles.map(({ role }) => role);
    expect(await rolesNow()).toEqual(['facility_watch']);
    const taken = uuid();
    expect(await say('thao', taken, await takeBack('rcom-tim', 'f-01'))).toEqual(saved);
    await say('qs', taken, approve);
    expect(await say('admin', taken, { ...carry, signedOn: '' })).toEqual(saved);
    expect(await rolesNow()).toEqual([]);
    await provision();
    expect(await rolesNow()).toEqual([]);
    const given = uuid();
    await say('thao', given, { ...give, holder: { ...holder, email: 'tim@vidu.test' } });
    await say('qs', given, approve);
    expect(await say('admin', given, { ...carry, person: 'rcom-tim' })).toEqual(saved);
    expect(await rolesNow()).toEqual(['facility_watch']);
    await world.server.provisionPerson({ ...somebody, roles: [] });
    expect(await rolesNow()).toEqual(['facility_watch']);
  });
});

describe('a right with an end', () => {
  it('[KH-32] [LE1] ends by itself: no lease outlasts it, and open tablets are told', async () => {
    const { pool } = world.server.context.database;
    const end = Date.now() + 4_000;
    await world.server.provisionPerson({
      ...holder,
      id: 'co-han',
      username: 'co-han',
      agency: 'Cơ sở',
      password,
      roles: [],
    });
    await pool.query(
      `insert into role_assignment (person, role, facility, post, valid_to) values ('co-han', 'facility_watch', 'f-01', 'p-01', $1)`,
      [new Date(end)],
    );
    const browser = await signIn('co-han');
    await expect.poll(async () => (await me(browser)).posts.length, { timeout: 4_000 }).toBe(1);
    const { writer } = await browser.enrolTablet();
    const { lease } = await browser.lease(writer);
    expect(lease.notAfter).toBe(end);
    const socket = io(world.server.url, {
      path: '/rt',
      extraHeaders: { cookie: browser.cookie },
      forceNew: true,
    });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    await new Promise<void>((resolve) => socket.once('rights_changed', () => resolve()));
    socket.close();
    expect(Date.now()).toBeGreaterThanOrEqual(end);
    expect(await me(browser)).toMatchObject({ roles: [], posts: [] });
    expect((await browser.lease(writer)).lease.scopes).toEqual([]);
  });

  it('[KH-32] is carried out with its days, and its end is changed by another paper', async () => {
    const [first, second] = [uuid(), uuid()];
    const given = { ...give, to: dayOf(now + 10 * dayMs) };
    // Somebody of another site is named by the four, and known by whoever carries it out.
    expect(await say('thao', first, { ...given, person: 'kpa-duong', holder: null })).toMatchObject({
      code: 'person_missing',
    });
    await say('thao', first, given);
    await say('qs', first, approve);
    expect(await say('admin', first, { ...carry, person: 'nobody' })).toMatchObject({
      code: 'account_missing',
    });
    expect(await say('admin', first, { ...carry, person: 'kpa-duong' })).toEqual(saved);
    const right = (await read('thao')).rights.find(({ person }) => person === 'kpa-duong');
    expect(right).toMatchObject({ from: today, to: given.to, mayChange: true, mayTakeBack: true });
    const change = {
      ...give,
      wish: 'change',
      right: right?.right ?? '',
      holder: null,
      to: dayOf(now + 20 * dayMs),
    };
    expect(await say('thao', second, { ...change, to: given.to })).toMatchObject({ code: 'nothing_changed' });
    expect(await say('thao', second, change)).toEqual(saved);
    await say('qs', second, approve);
    expect(await say('admin', second, carry)).toEqual(saved);
    const after = (await read('thao')).rights.filter(({ person }) => person === 'kpa-duong');
    expect(after).toMatchObject([{ to: change.to }]);
  });
});

describe('a watcher who was moved by a paper while his old right stands', () => {
  const khanh = 'tran-van-khanh';

  async function pull(scope: string) {
    const cursor = { scope, epoch: 1, seq: 0, chain: scopeGenesis(nativeSha256, scope as ScopeId, 1) };
    const request = { v: protocolVersion, cursors: [cursor], budgetBytes: 1_000_000, witness: null };
    return v.parse(PullResponseSchema, await (await as('khanh').post('/api/sync/pull', request)).json());
  }

  async function push(body: unknown) {
    return v.parse(PushResponseSchema, await (await as('khanh').post('/api/sync/push', body)).json())
      .outcomes;
  }

  it('[GL-20] [GL-05] stands in the review, loses the old book with the right, and nothing that he wrote is lost', async () => {
    const { writer } = await as('khanh').enrolTablet();
    writer.write({ actor: khanh, scope: 'post:p-01', text: 'Viết lúc còn quyền' });
    expect(await push(writer.segment())).toMatchObject([{ status: 'accepted' }]);
    // The test world's first document of p-01 has no end: the register is told that it was replaced.
    await world.server.context.database.pool.query(
      `insert into assignment_doc (post, number, signed_on, signatory, valid_from, people)
       values ('p-02', '03/PC', $1, 'Trưởng cơ sở 02', $1, '["tran-van-khanh"]')`,
      [dayOf(now - 2 * dayMs)],
    );
    expect((await read('thao')).review.filter(({ right }) => right.person === khanh)).toEqual([]);
    await withoutDocument('01/PC');
    const listed = (await read('thao')).review.find(({ right }) => right.person === khanh);
    expect(listed).toMatchObject({
      finding: 'moved',
      paper: { number: '03/PC', place: 'Cơ sở cách ly số 02 - Suối Đá' },
      proposal: null,
      mayKeep: false,
    });
    for (const username of ['qs', 'admin'])
      expect((await read(username)).review.some(({ right }) => right.person === khanh)).toBe(true);
    for (const username of ['my', 'vp', 'duong', 'khanh', 'tt'])
      expect((await read(username)).review.some(({ right }) => right.person === khanh)).toBe(false);

    const id = uuid();
    const act = await takeBack(khanh, 'f-01', { paper: null, finding: 'moved' });
    expect(await say('thao', id, { ...act, finding: 'unused' })).toMatchObject({ code: 'finding_wrong' });
    expect(await say('thao', id, act)).toEqual(saved);
    expect(await say('qs', uuid(), act)).toMatchObject({ code: 'open_already' });
    expect((await read('thao')).review.find(({ right }) => right.person === khanh)).toMatchObject({
      proposal: id,
    });
    writer.write({ actor: khanh, scope: 'post:p-01', text: 'Viết lúc mất mạng' });
    expect(await say('qs', id, approve)).toEqual(saved);
    expect(await say('admin', id, carry)).toEqual(saved);

    expect((await read('thao')).review.some(({ right }) => right.person === khanh)).toBe(false);
    expect((await as('khanh').lease(writer)).lease.scopes).toEqual([]);
    const { revoked, problems } = await pull('post:p-01');
    expect(revoked).toEqual(expect.arrayContaining(['post:p-01', 'facility:f-01', 'faults:f-01']));
    expect(problems).toEqual([{ scope: 'post:p-01', code: 'not_found' }]);
    expect(await push(writer.segment())).toMatchObject([
      { status: 'accepted' },
      { status: 'quarantined', code: 'revoked_since', scope: 'quarantine:f-01' },
    ]);
    const waiting = v.parse(QuarantineResponseSchema, await (await as('thao').get('/api/quarantine')).json());
    expect(JSON.stringify(waiting)).toContain('Viết lúc mất mạng');
  });

  /** As if it had named nobody: documents are append-only, so the trigger is put aside for it. */
  async function withoutDocument(document: string): Promise<void> {
    const { Client } = (await import('pg')).default;
    const owner = new Client({ connectionString: world.database.ownerUrl });
    await owner.connect();
    await owner.query('alter table assignment_doc disable trigger assignment_doc_is_append_only');
    await owner.query('update assignment_doc set valid_to = $2 where number = $1', [
      document,
      dayOf(now - 3 * dayMs),
    ]);
    await owner.query('alter table assignment_doc enable trigger assignment_doc_is_append_only');
    await owner.end();
    world.server.context.registers.invalidate();
  }
});

describe('a right that is to be taken back', () => {
  it('[GL-05] is suspended at once by whoever runs the application, and stands again when the decision says no', async () => {
    const id = uuid();
    expect(await say('my', id, await takeBack('kpa-duong', 'f-02'))).toEqual(saved);
    for (const username of ['my', 'qs', 'thao', 'vp'])
      expect(await say(username, id, { type: 'suspend', reason: 'Gấp' })).toEqual(gone);
    expect(await say('admin', id, { type: 'suspend', reason: 'Gấp' })).toEqual(saved);
    const at = async () => (await me(as('duong'))).roles.filter(({ facility }) => facility === 'f-02').length;
    expect(await at()).toBe(0);
    expect(await say('my', id, { type: 'withdraw', reason: 'Nhầm người' })).toEqual(saved);
    expect(await at()).toBe(1);
  });

  it('[KH-30] is proposed by whoever runs the application too, who cannot decide on it', async () => {
    const id = uuid();
    expect(await say('admin', id, await takeBack('kpa-duong', 'f-02'))).toEqual(saved);
    expect(await say('admin', id, approve)).toEqual(gone);
    expect((await read('my')).proposals.find((one) => one.id === id)?.may).toEqual(['decide', 'return']);
    expect(await say('my', id, { ...approve, verdict: 'refused', paper: null, reason: 'Còn cần' })).toEqual(
      saved,
    );
  });

  it('[GL-05] is kept for a reason and until a day where nobody used the account, and not by a word alone otherwise', async () => {
    const { pool } = world.server.context.database;
    await pool.query(
      `insert into province_setting (name, document, value) values ('account_unused_days', '15/QĐ', '20')`,
    );
    await world.server.provisionPerson({
      id: 'vang',
      username: 'vang',
      name: 'Siu Vắng',
      position: 'Chuyên viên',
      agency: 'Cơ quan',
      password,
      roles: [{ role: 'pmc', facility: null, district: null, post: null }],
    });
    await pool.query(
      `update role_assignment set valid_from = now() - interval '21 days' where person = 'vang'`,
    );
    world.server.context.registers.invalidate();
    const listed = (await read('qs')).review.find(({ right }) => right.person === 'vang');
    expect(listed).toMatchObject({ finding: 'unused', lastUsedAt: null, mayKeep: true });
    const keep = {
      ...give,
      wish: 'keep',
      right: listed?.right.right ?? '',
      holder: null,
      paper: null,
      finding: 'unused',
      from: '',
      to: dayOf(now + 30 * dayMs),
    };
    expect(await say('admin', uuid(), keep)).toEqual(gone);
    expect(await say('qs', uuid(), { ...keep, to: dayOf(now + 200 * dayMs) })).toMatchObject({
      code: 'days_wrong',
    });
    const before = (await read('qs')).todo;
    expect(await say('qs', uuid(), keep)).toEqual(saved);
    expect((await read('qs')).review.some(({ right }) => right.person === 'vang')).toBe(false);
    expect((await read('qs')).todo).toBe(before - 1);
  });
});

it('tells the desk of accounts to who proposes, decides or carries out, and nobody else', async () => {
  for (const username of ['thao', 'my', 'qs', 'vp', 'tt', 'admin'])
    expect((await me(as(username))).desks).toContain('accounts');
  for (const username of ['khanh', 'duong', 'ks', 'tb'])
    expect((await me(as(username))).desks).not.toContain('accounts');
  for (const username of ['khanh', 'duong', 'ks'])
    expect(await read(username)).toMatchObject({
      review: [],
      proposals: [],
      rights: [],
      places: [],
      holders: [],
    });
  expect((await read('thao')).holders).toEqual([]);
});
