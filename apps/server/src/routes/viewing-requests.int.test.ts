import { randomUUID } from 'node:crypto';
import { ViewingRequestAnswerSchema, ViewingRequestsResponseSchema } from '@truc/domain/api';
import { ViewingGrantClaimsSchema, ViewingGrantResponseSchema } from '@truc/media/signalling';
import { decodeJwt } from 'jose';
import * as v from 'valibot';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../config/system-ports.ts';
import { examineRequestChain } from '../media/request-chain.ts';
import { createTestWorld, passwords, type Browser, type TestWorld } from '../testing/test-world.ts';

const camera = 'cam-019';
let aheadMs = 0;
let world: TestWorld;
let khanh: Browser;
let thao: Browser;

beforeAll(async () => {
  const clock = { now: () => systemClock.now() + aheadMs, monotonic: () => systemClock.monotonic() };
  world = await createTestWorld({}, { clock });
  const place = {
    zone: 'medical_check',
    lifecycle: 'in_service',
    national: 'connected',
    ioc: 'none',
  } as const;
  await world.server.provisionPlaces({
    cameras: [{ id: camera, facility: 'f-01', name: 'Buồng khám', sensitive: true, ...place }],
  });
  [khanh, thao] = await Promise.all([world.signedIn('khanh'), world.signedIn('thao')]);
});
afterAll(() => world.close());
beforeEach(() => {
  // What one test had authorised has ended before the next begins.
  aheadMs += 60 * 60_000;
});

async function grant(browser: Browser, purpose = 'supervise_compliance') {
  const request = { cameras: [camera], purpose, display: 'display-1' };
  const answer = await browser.post('/api/viewing-grants', request);
  return v.parse(ViewingGrantResponseSchema, await answer.json()).grants[0];
}

async function act(browser: Browser, path: string, body: object) {
  const answer = await browser.post(`/api/viewing-requests${path}`, body);
  if (answer.status !== 200) return answer.status;
  return v.parse(ViewingRequestAnswerSchema, await answer.json());
}

async function ask(browser: Browser, change: object = {}): Promise<string> {
  const id = randomUUID();
  const asked = { id, camera, purpose: 'supervise_compliance', reason: 'Có tiếng kêu cứu', minutes: 5 };
  expect(await act(browser, '', { ...asked, ...change })).toMatchObject({ outcome: 'done' });
  return id;
}

const authorise = (id: string) => ({ id, verdict: 'authorised', reason: '' });

async function list(browser: Browser) {
  const answer = await browser.get('/api/viewing-requests');
  return v.parse(ViewingRequestsResponseSchema, await answer.json()).requests;
}

describe('a sensitive camera', () => {
  it('[KH-32] is not granted before a second person authorises it, and then until that ends by itself', async () => {
    expect(await grant(khanh)).toEqual({ ok: false, camera, code: 'second_person_needed' });
    const id = await ask(khanh);
    expect(await grant(khanh)).toMatchObject({ ok: false, code: 'second_person_needed' });
    expect((await list(thao)).find((one) => one.id === id)).toMatchObject({
      state: 'waiting',
      mayDecide: true,
      name: 'Trần Vân Khánh',
      reason: 'Có tiếng kêu cứu',
    });
    expect(await act(thao, '/decide', authorise(id))).toMatchObject({
      outcome: 'done',
      request: { state: 'authorised', decided: { by: 'Lê Thị Thảo' } },
    });
    const given = await grant(khanh);
    if (given?.ok !== true) throw new Error('a grant');
    expect(v.parse(ViewingGrantClaimsSchema, decodeJwt(given.token)).req).toBe(id);
    aheadMs += 4 * 60_000;
    const last = await grant(khanh);
    if (last?.ok !== true) throw new Error('a grant');
    expect(last.expiresAt - (systemClock.now() + aheadMs)).toBeLessThanOrEqual(60_000);
    aheadMs += 61_000;
    expect(await grant(khanh)).toMatchObject({ ok: false, code: 'second_person_needed' });
    expect((await list(khanh)).find((one) => one.id === id)).toMatchObject({ state: 'expired' });
  });

  it('[KH-32] is granted for the purpose that was authorised, and for no other', async () => {
    const id = await ask(khanh);
    await act(thao, '/decide', authorise(id));
    expect(await grant(khanh, 'epidemiological_tracing')).toMatchObject({ ok: false });
    expect(await grant(khanh)).toMatchObject({ ok: true });
  });

  it('[KH-32] needs a second person for the manager too, who never authorises himself', async () => {
    expect(await grant(thao)).toMatchObject({ code: 'second_person_needed' });
    const id = await ask(thao);
    expect(await act(thao, '/decide', authorise(id))).toBe(403);
    const here = { id, username: 'thao', password: passwords.thao };
    expect(await act(thao, '/decide-here', here)).toBe(403);
    expect(await grant(thao)).toMatchObject({ ok: false });
  });

  it('[KH-32] is authorised by nobody without the right, who is told of no request either', async () => {
    const id = await ask(khanh);
    for (const name of ['duong', 'my', 'admin'] as const) {
      const other = await world.signedIn(name);
      // `my` is of the office for civil facilities, and this one is military (GL-10).
      expect(await act(other, '/decide', authorise(id))).toBe(404);
      expect(await act(other, '/end', { id })).toBe(404);
      expect(await list(other)).toEqual([]);
    }
    expect(await act(khanh, '/decide', authorise(randomUUID()))).toBe(404);
  });

  it('cannot be asked for by whoever may not watch it at all, nor a camera that is not sensitive', async () => {
    const asked = { id: randomUUID(), purpose: 'supervise_compliance', reason: 'Vì một lý do', minutes: 5 };
    const [duong, admin] = await Promise.all([world.signedIn('duong'), world.signedIn('admin')]);
    expect(await act(duong, '', { ...asked, camera })).toBe(404);
    expect(await act(admin, '', { ...asked, camera })).toBe(404);
    expect(await act(khanh, '', { ...asked, camera: 'cam-011' })).toBe(404);
    expect(await act(khanh, '', { ...asked, camera, purpose: 'curiosity' })).toBe(404);
    expect(await act(khanh, '', { ...asked, camera, reason: 'Vì thế' })).toBe(400);
    expect(await act(khanh, '', { ...asked, camera, minutes: 600 })).toBe(400);
  });

  it('[KH-32] is authorised on the spot by the second person’s password, who is not signed in by that', async () => {
    const id = await ask(khanh);
    const here = { id, username: 'Thao', password: passwords.thao };
    expect(await act(khanh, '/decide-here', { ...here, password: 'nham-mat-khau' })).toBe(401);
    expect(await act(thao, '/decide-here', here)).toBe(404);
    expect(await act(khanh, '/decide-here', { ...here, username: 'duong', password: passwords.duong })).toBe(
      403,
    );
    expect(await act(khanh, '/decide-here', here)).toMatchObject({ request: { state: 'authorised' } });
    expect(await grant(khanh)).toMatchObject({ ok: true });
    expect(await (await khanh.get('/api/me')).json()).toMatchObject({ person: { id: 'tran-van-khanh' } });
    const { pool } = world.server.context.database;
    const left = await pool.query(
      `select place, by_person from viewing_request_event where request = $1 and kind = 'authorised'`,
      [id],
    );
    expect(left.rows).toEqual([{ place: 'on_the_spot', by_person: 'le-thi-thao' }]);
    const sessions = await pool.query(
      `select count(*)::int as count from auth.session where "userId" = 'le-thi-thao'`,
    );
    expect(sessions.rows[0]).toEqual({ count: 1 });
  });

  it('[KH-32] is not played back with a second person’s word for a live look', async () => {
    const at = systemClock.now() - 60_000;
    const stretch = { camera, from: at, until: at + 30_000, display: 'display-1' };
    const question = { ...stretch, purpose: 'supervise_compliance', reason: 'Xem lại lúc có tiếng kêu cứu' };
    const playBack = async () => (await khanh.post('/api/playback-grants', question)).json();
    expect(await playBack()).toEqual({ ok: false, code: 'second_person_needed' });
    await act(thao, '/decide', authorise(await ask(khanh)));
    expect(await playBack()).toEqual({ ok: false, code: 'second_person_needed' });
  });

  it('stays closed when it is refused, and says why', async () => {
    const id = await ask(khanh);
    await act(thao, '/decide', { id, verdict: 'refused', reason: 'Đang khám bệnh' });
    expect(await grant(khanh)).toMatchObject({ ok: false });
    expect((await list(khanh)).find((one) => one.id === id)).toMatchObject({
      state: 'refused',
      decided: { by: 'Lê Thị Thảo', reason: 'Đang khám bệnh' },
    });
    expect(await act(thao, '/decide', authorise(id))).toMatchObject({ outcome: 'changed' });
  });

  it('closes when either ends it, and when nobody answers in time', async () => {
    for (const browser of [khanh, thao]) {
      const id = await ask(khanh);
      await act(thao, '/decide', authorise(id));
      expect(await grant(khanh)).toMatchObject({ ok: true });
      expect(await act(browser, '/end', { id })).toMatchObject({ request: { state: 'ended' } });
      expect(await grant(khanh)).toMatchObject({ ok: false });
    }
    const unanswered = await ask(khanh);
    aheadMs += 10 * 60_000;
    expect(await act(thao, '/decide', authorise(unanswered))).toMatchObject({
      outcome: 'changed',
      request: { state: 'unanswered' },
    });
  });

  it('[GL-52] leaves a chain of who let whom watch what until when, in which a changed line is found', async () => {
    const { pool } = world.server.context.database;
    const report = await examineRequestChain(pool);
    expect(report.firstFault).toBeNull();
    expect(report.links).toBeGreaterThan(10);
    await expect(pool.query('delete from viewing_request_event')).rejects.toThrow();
  });
});
