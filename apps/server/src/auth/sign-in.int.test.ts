import type { Clock } from '@truc/base';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTestWorld, passwords, type TestWorld } from '../testing/test-world.ts';

/** Starts at the real time, since sessions are dated by it, and moves only when a test says so. */
class HandClock implements Clock {
  ms = Date.now();
  now(): number {
    return this.ms;
  }
  monotonic(): number {
    return this.ms;
  }
}

const clock = new HandClock();
let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld(
    {
      limits: {
        ingestAtOnce: 4,
        urgentAtOnce: 2,
        ingestWaiting: 64,
        ingestSeats: 64,
        failuresPerAddress: 12,
      },
    },
    { clock },
  );
});
afterAll(() => world.close());
// Past every lock and every window of the test before.
beforeEach(() => (clock.ms += 3_600_000));

const attempt = (username: string, password: string) =>
  world.browser().post('/api/sign-in', { username, password });

describe('sign-in', () => {
  it('[GL-05] lets a named person in by a cookie that no script reads', async () => {
    const answer = await attempt('khanh', passwords.khanh);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      person: { id: 'tran-van-khanh', name: 'Trần Vân Khánh' },
      posts: expect.arrayContaining([
        {
          post: expect.objectContaining({ id: 'p-01' }),
          scope: 'post:p-01',
          write: true,
          countersigns: false,
        },
      ]),
    });
    const [cookie = ''] = answer.headers.getSetCookie();
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    expect(cookie).not.toMatch(/Secure/);
  });

  it('[N-08] locks the account for 5 min after 5 failures within 30 s, also for the right password', async () => {
    for (let at = 0; at < 5; at += 1) {
      expect((await attempt('duong', 'sai')).status).toBe(401);
      clock.ms += 5_000;
    }
    const locked = await attempt('duong', passwords.duong);
    expect(locked.status).toBe(429);
    expect(await locked.json()).toEqual({ code: 'locked_out', retryAfterMs: 295_000 });
    clock.ms += 294_999;
    expect((await attempt('duong', passwords.duong)).status).toBe(429);
    clock.ms += 1;
    expect((await attempt('duong', passwords.duong)).status).toBe(200);
  });

  it('[N-08] keeps a lock over a restart of the server', async () => {
    for (let at = 0; at < 5; at += 1) await attempt('my', 'sai');
    await world.restart();
    expect((await attempt('my', passwords.my)).status).toBe(429);
  });

  it('[N-08] lets 20 parallel guesses make no more than 5 attempts', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => attempt('admin', 'sai')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5);
    expect((await attempt('admin', passwords.admin)).status).toBe(429);
  });

  it('answers an unknown account like a wrong password, and locks it alike', async () => {
    for (let at = 0; at < 5; at += 1) {
      const answer = await attempt('khong-co', 'sai');
      expect([answer.status, await answer.json()]).toEqual([401, { code: 'wrong_credentials' }]);
    }
    expect((await attempt('khong-co', 'sai')).status).toBe(429);
  });

  it('slows an address that tries one password on many accounts', async () => {
    for (let at = 0; at < 12; at += 1) await attempt(`ai-do-${at}`, 'matkhau');
    const answer = await attempt('khanh', passwords.khanh);
    expect(await answer.json()).toMatchObject({ code: 'too_many_requests' });
    clock.ms += 60_001;
    expect((await attempt('khanh', passwords.khanh)).status).toBe(200);
  });

  it('ends a session on the server, not only in the browser', async () => {
    const khanh = await world.signedIn('khanh');
    const stolen = khanh.cookie;
    await khanh.post('/api/sign-out', {});
    expect((await world.browser().get('/api/me', { cookie: stolen })).status).toBe(401);
  });

  it('writes every attempt to the audit, and no password anywhere', async () => {
    await attempt('khanh', 'mat-khau-sai-xyz');
    const { pool } = world.server.context.database;
    const audit = await pool.query(
      `select outcome, code from audit where action = 'sign_in' order by id desc limit 1`,
    );
    expect(audit.rows).toEqual([{ outcome: 'denied', code: 'wrong_credentials' }]);
    const tables = await pool.query<{ dump: string }>(
      `select query_to_xml('select * from audit', true, false, '')::text
         || query_to_xml('select * from auth.account', true, false, '')::text as dump`,
    );
    for (const secret of ['mat-khau-sai-xyz', ...Object.values(passwords)])
      expect(tables.rows[0]?.dump).not.toContain(secret);
    expect(tables.rows[0]?.dump).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });
});

describe('a session with a name', () => {
  const newName = () => crypto.randomUUID();
  const signIn = async (sessionName: string, browser = world.browser()) => {
    const answer = await browser.post('/api/sign-in', {
      username: 'khanh',
      password: passwords.khanh,
      sessionName,
    });
    return { answer, browser };
  };
  const isIn = async (cookie: string) => (await world.browser().get('/api/me', { cookie })).status === 200;
  const lastEnds = async (count: number) => {
    const { rows } = await world.server.context.database.pool.query<{ by: string }>(
      `select detail ->> 'by' as by from audit where action = 'sign_out' order by id desc limit $1`,
      [count],
    );
    return rows.map(({ by }) => by);
  };

  it('is ended by its name where the answer to its sign-in was lost, and no other is', async () => {
    const [lost, kept] = [newName(), newName()];
    const first = await signIn(lost);
    const second = await signIn(kept);
    // The browser never got the first cookie: it asks with the second, or with none.
    expect((await second.browser.post('/api/sign-out', { sessions: [lost] })).status).toBe(200);
    expect(await isIn(first.browser.cookie)).toBe(false);
    expect(await isIn(second.browser.cookie)).toBe(true);
    expect(await lastEnds(1)).toEqual(['name']);
  });

  it('is left alone by a sign-out of an earlier one, whose answer clears no cookie', async () => {
    const [before, after] = [newName(), newName()];
    const { browser } = await signIn(before);
    await signIn(after, browser);
    const late = await browser.post('/api/sign-out', { sessions: [before] });
    expect(late.headers.getSetCookie()).toEqual([]);
    expect(await isIn(browser.cookie)).toBe(true);
  });

  it('never begins where the word to end it came first', async () => {
    const name = newName();
    await world.browser().post('/api/sign-out', { sessions: [name] });
    const { answer, browser } = await signIn(name);
    expect([answer.status, await answer.json()]).toEqual([401, { code: 'not_signed_in' }]);
    expect(browser.cookie).toBe('');
  });

  it('stands once, though its sign-in comes twice', async () => {
    const name = newName();
    const [first, second] = [await signIn(name), await signIn(name)];
    expect(await isIn(first.browser.cookie)).toBe(false);
    expect(await isIn(second.browser.cookie)).toBe(true);
  });

  it('takes the place of the one whose cookie it came with, also for pages without names', async () => {
    const old = await world.signedIn('khanh');
    const cookie = old.cookie;
    await signIn(newName(), old);
    expect(await isIn(cookie)).toBe(false);
    expect(await lastEnds(1)).toEqual(['sign_in']);
    const { cookie: named } = old;
    await old.post('/api/sign-in', { username: 'khanh', password: passwords.khanh });
    expect(await isIn(named)).toBe(false);
    expect(await isIn(old.cookie)).toBe(true);
  });

  it('ends by no wrong password, and an address that tries names is slowed', async () => {
    const { browser } = await signIn(newName());
    const cookie = browser.cookie;
    await browser.post('/api/sign-in', { username: 'khanh', password: 'sai', sessionName: newName() });
    expect(await isIn(cookie)).toBe(true);
    for (let at = 0; at < 12; at += 1) await world.browser().post('/api/sign-out', { sessions: [newName()] });
    const slowed = await world.browser().post('/api/sign-out', { sessions: [newName()] });
    expect(await slowed.json()).toMatchObject({ code: 'too_many_requests' });
    expect((await signIn(newName())).answer.status).toBe(200);
  });

  it('ends by the cookie for pages that name none, and not without either', async () => {
    const { browser } = await signIn(newName());
    expect((await browser.post('/api/sign-out', {})).status).toBe(200);
    expect(await isIn(browser.cookie)).toBe(false);
    expect((await world.browser().post('/api/sign-out', {})).status).toBe(401);
  });
});
