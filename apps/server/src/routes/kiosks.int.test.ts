import { randomUUID } from 'node:crypto';
import {
  DisplayResponseSchema,
  KioskAnswerSchema,
  KiosksResponseSchema,
  PairingSchema,
  type PairKiosk,
} from '@truc/domain/api';
import { ViewingGrantResponseSchema } from '@truc/media/signalling';
import { decodeJwt } from 'jose';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let thao: Browser;
let duong: Browser;
let my: Browser;
let admin: Browser;
beforeAll(async () => {
  world = await createTestWorld();
  const people = ['thao', 'duong', 'my', 'admin'] as const;
  [thao, duong, my, admin] = (await Promise.all(people.map((name) => world.signedIn(name)))) as [
    Browser,
    Browser,
    Browser,
    Browser,
  ];
});
afterAll(() => world.close());

const dayMs = 24 * 60 * 60_000;
const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json();

async function ask(screen: Browser): Promise<string> {
  const asked = v.parse(PairingSchema, await json(screen.post('/api/display/pairing', {})));
  if (asked.state !== 'waiting') throw new Error(asked.state);
  return asked.code;
}

function pairing(code: string, change: Partial<PairKiosk> = {}): PairKiosk {
  return {
    id: randomUUID(),
    code,
    name: 'Màn hình 1',
    place: 'Phòng trực tầng 2',
    post: 'p-01',
    purpose: 'supervise_compliance',
    cameras: ['cam-011'],
    until: Date.now() + dayMs,
    ...change,
  };
}

async function pair(by: Browser, change: Partial<PairKiosk> = {}) {
  const screen = world.browser();
  const asked = pairing(await ask(screen), change);
  const answer = await by.post('/api/kiosks/pair', asked);
  const outcome =
    answer.status === 200 ? v.parse(KioskAnswerSchema, await answer.json()).outcome : answer.status;
  return { screen, id: asked.id, outcome };
}

const grants = async (screen: Browser, cameras: readonly string[]) => {
  const answer = await screen.post('/api/display/grants', { cameras, display: 'A'.repeat(22) });
  return answer.status === 200
    ? v.parse(ViewingGrantResponseSchema, await answer.json()).grants
    : answer.status;
};
const displayOf = async (screen: Browser) =>
  v.parse(DisplayResponseSchema, await json(screen.get('/api/display')));

describe('pairing a display', () => {
  it('[GL-05] gives it an account of its own when somebody with the right answers for it, by a code that is used once', async () => {
    const screen = world.browser();
    expect(await json(screen.get('/api/display/pairing'))).toEqual({ state: 'none' });
    const code = await ask(screen);
    expect(await ask(screen)).toBe(code);
    expect((await screen.get('/api/display')).status).toBe(401);

    const spoken = `${code.slice(0, 4).toLowerCase()}-${code.slice(4)}`;
    expect(await json(thao.post('/api/kiosks/asking', { code: spoken }))).toMatchObject({
      address: '127.0.0.1',
    });
    const asked = pairing(spoken);
    expect(await json(thao.post('/api/kiosks/pair', asked))).toMatchObject({
      outcome: 'done',
      kiosk: { id: asked.id, owner: 'Lê Thị Thảo', state: 'paired', cameras: 1 },
    });
    expect(await json(screen.get('/api/display/pairing'))).toEqual({ state: 'paired' });
    expect(await displayOf(screen)).toMatchObject({
      name: 'Màn hình 1',
      unit: 'Vị trí trực cơ sở 01',
      owner: 'Lê Thị Thảo',
      cameras: [{ id: 'cam-011' }],
      wall: { version: 0, state: { tiles: 1, cameras: ['cam-011'] }, driver: null },
      alarms: [],
    });
    expect(await json(thao.post('/api/kiosks/pair', pairing(spoken)))).toEqual({
      outcome: 'code_unknown',
      kiosk: null,
    });
  });

  it('[GL-05] is denied to whoever has no right to the place, the camera or any display, and his attempt is written down', async () => {
    expect((await pair(duong, { post: 'p-02', cameras: ['cam-021'] })).outcome).toBe(404);
    expect((await pair(thao, { post: 'p-02' })).outcome).toBe(404);
    expect((await pair(thao, { post: null })).outcome).toBe(404);
    expect((await pair(thao, { cameras: ['cam-021'] })).outcome).toBe(404);
    expect((await pair(admin, {})).outcome).toBe(404);
    expect((await pair(my, { post: null, purpose: 'curiosity' })).outcome).toBe(404);
    expect((await duong.post('/api/kiosks/asking', { code: 'BCDFGHJK' })).status).toBe(404);
    const { rows } = await world.server.context.database.pool.query(
      `select count(*)::int as count from audit where action = 'change_kiosk' and outcome = 'denied'`,
    );
    expect(rows).toEqual([{ count: 7 }]);
  });

  it('lets nobody guess codes, and no address fill the list of waiting screens', async () => {
    const codes = Array.from({ length: 11 }, (_, at) => `BCDFGHJ${'23456789BCD'.charAt(at)}`);
    const statuses: number[] = [];
    for (const code of codes) statuses.push((await my.post('/api/kiosks/asking', { code })).status);
    expect([statuses.at(0), statuses.at(-1)]).toEqual([404, 429]);
    const starts: number[] = [];
    for (let at = 0; at < 25; at += 1)
      starts.push((await world.browser().post('/api/display/pairing', {})).status);
    expect(starts.at(-1)).toBe(429);
  });
});

describe('a kiosk', () => {
  it('[GL-03] looks at what its pairing names, under its own account, with its owner’s right and the pairing’s purpose', async () => {
    world = await freshWorld();
    thao = await world.signedIn('thao');
    my = await world.signedIn('my');
    admin = await world.signedIn('admin');
    const { screen, id } = await pair(thao);
    const [granted, denied] = (await grants(screen, ['cam-011', 'cam-021'])) as [{ token: string }, object];
    expect(decodeJwt(granted.token)).toMatchObject({
      sub: `kiosk:${id}`,
      cam: 'cam-011',
      pur: 'supervise_compliance',
    });
    expect(decodeJwt(granted.token)['mov']).toBeUndefined();
    expect(denied).toEqual({ ok: false, camera: 'cam-021', code: 'not_found' });
    const { pool } = world.server.context.database;
    const kept = await pool.query('select person, kiosk, purpose from viewing_grant');
    expect(kept.rows).toEqual([{ person: 'le-thi-thao', kiosk: id, purpose: 'supervise_compliance' }]);
    const audited = await pool.query(
      `select person, outcome, detail ->> 'kiosk' as kiosk from audit where action = 'viewing_grant' order by id`,
    );
    expect(audited.rows).toEqual([
      { person: 'le-thi-thao', outcome: 'granted', kiosk: id },
      { person: 'le-thi-thao', outcome: 'denied', kiosk: id },
    ]);
  });

  it('[KH-32] never shows a camera that was marked sensitive, also after it was paired', async () => {
    const { screen } = await pair(my, { post: null, cameras: ['cam-011', 'cam-021'] });
    await world.server.context.database.pool.query(`update camera set sensitive = true where id = 'cam-021'`);
    world.server.context.registers.invalidate();
    expect((await displayOf(screen)).cameras.map(({ id }) => id)).toEqual(['cam-011']);
    expect(await grants(screen, ['cam-021'])).toEqual([{ ok: false, camera: 'cam-021', code: 'not_found' }]);
    expect((await pair(my, { post: null, cameras: ['cam-021'] })).outcome).toBe(404);
    await world.server.context.database.pool.query(
      `update camera set sensitive = false where id = 'cam-021'`,
    );
    world.server.context.registers.invalidate();
  });

  it('may ask for nothing else: no logbook, no people, no list of displays, no wall', async () => {
    const { screen } = await pair(thao);
    for (const path of [
      '/api/me',
      '/api/cameras',
      '/api/kiosks',
      '/api/walls',
      '/api/wall-views',
      '/api/access-log',
    ])
      expect([path, (await screen.get(path)).status]).toEqual([path, 401]);
    const grantsOfPeople = await screen.post('/api/viewing-grants', {
      cameras: ['cam-011'],
      purpose: 'supervise_compliance',
      display: 'A'.repeat(22),
    });
    expect(grantsOfPeople.status).toBe(401);
    expect((await screen.post('/api/sync/pull', {})).status).toBe(401);
    expect((await thao.get('/api/display')).status).toBe(401);
  });

  it('[GL-05] ends at once when it is revoked: no grant, no answer, no socket; whoever runs the application may do it without seeing', async () => {
    const { screen, id } = await pair(thao);
    const socket = io(world.server.url, {
      path: '/rt',
      transports: ['websocket'],
      extraHeaders: { cookie: screen.cookie, origin: world.server.url },
      forceNew: true,
      reconnection: false,
    });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const closed = new Promise<void>((resolve) => socket.once('disconnect', () => resolve()));
    const seen = v.parse(KiosksResponseSchema, await json(admin.get('/api/kiosks')));
    expect(seen.kiosks.some((kiosk) => kiosk.id === id)).toBe(true);
    expect([seen.ownPlace, seen.posts.length]).toEqual([false, 0]);
    expect(
      (await duongOf().then((browser) => browser.post('/api/kiosks/revoke', { id, reason: 'x' }))).status,
    ).toBe(404);
    expect(await json(admin.post('/api/kiosks/revoke', { id, reason: 'Mất màn hình' }))).toMatchObject({
      outcome: 'done',
      kiosk: { state: 'revoked', revoked: { by: 'Đinh Brel', reason: 'Mất màn hình' } },
    });
    await closed;
    expect(await grants(screen, ['cam-011'])).toBe(403);
    expect((await screen.get('/api/display')).status).toBe(403);
    expect(await json(admin.post('/api/kiosks/revoke', { id, reason: 'Lần nữa' }))).toMatchObject({
      outcome: 'changed',
    });
    expect(await json(screen.get('/api/display/pairing'))).toEqual({ state: 'none' });
    const refused = io(world.server.url, {
      path: '/rt',
      transports: ['websocket'],
      extraHeaders: { cookie: screen.cookie, origin: world.server.url },
      forceNew: true,
      reconnection: false,
    });
    const reason = await new Promise<string>((resolve) =>
      refused.once('connect_error', ({ message }) => resolve(message)),
    );
    expect(reason).toBe('not_signed_in');
  });

  it('is named anew, and loses with its owner’s role what that role gave', async () => {
    const { screen, id } = await pair(thao);
    const renamed = { id, name: 'Màn hình sảnh', place: 'Sảnh chính' };
    expect(await json(thao.post('/api/kiosks/rename', renamed))).toMatchObject({ outcome: 'done' });
    expect(await displayOf(screen)).toMatchObject({ name: 'Màn hình sảnh', place: 'Sảnh chính' });
    const person = {
      id: 'le-thi-thao',
      name: 'Lê Thị Thảo',
      position: 'Quản lý cơ sở',
      agency: 'Cơ sở cách ly',
      username: 'thao',
      password: 'quan-ly-co-so-01',
    };
    await world.server.provisionPerson({ ...person, roles: [] });
    expect((await displayOf(screen)).cameras).toEqual([]);
    expect(await grants(screen, ['cam-011'])).toEqual([{ ok: false, camera: 'cam-011', code: 'not_found' }]);
  });
});

async function freshWorld(): Promise<TestWorld> {
  await world.close();
  return createTestWorld();
}

const duongOf = () => world.signedIn('duong');
