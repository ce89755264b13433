import {
  protocolVersion,
  PullResponseSchema,
  PushResponseSchema,
  scopeGenesis,
  type ScopeId,
} from '@truc/sync/protocol';
import { io } from 'socket.io-client';
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

async function newWriter(browser: Browser): Promise<DeviceWriter> {
  const { dev, inst } = await browser.enrol();
  return new DeviceWriter(dev, inst);
}

async function push(browser: Browser, body: unknown) {
  const answer = await browser.post('/api/sync/push', body);
  expect(answer.status).toBe(200);
  return v.parse(PushResponseSchema, await answer.json());
}

async function pull(browser: Browser, scope: string) {
  const cursor = { scope, epoch: 1, seq: 0, chain: scopeGenesis(nativeSha256, scope as ScopeId, 1) };
  const answer = await browser.post('/api/sync/pull', {
    v: protocolVersion,
    cursors: [cursor],
    budgetBytes: 1_000_000,
    witness: null,
  });
  expect(answer.status).toBe(200);
  return v.parse(PullResponseSchema, await answer.json());
}

const own = { actor: 'tran-van-khanh', scope: 'post:p-01' };

describe('push and pull over HTTP', () => {
  it('[GL-22] keeps a watch’s entries and gives them to its manager’s readers in order', async () => {
    const khanh = await world.signedIn('khanh');
    const writer = await newWriter(khanh);
    for (const text of ['Nhận ca', 'Tuần tra tầng 1', 'Rơ Mah H’Phương gõ: “bình thường”'])
      writer.write({ ...own, text });
    const { outcomes } = await push(khanh, writer.segment());
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    const my = await world.signedIn('my');
    const { scopes } = await pull(my, 'post:p-01');
    expect(scopes[0]?.leaves.map(({ op }) => op)).toEqual(writer.ops);
  });

  it('takes unsent work from a device whose person has signed out', async () => {
    const khanh = await world.signedIn('khanh');
    const writer = await newWriter(khanh);
    writer.write({ ...own, text: 'Viết lúc mất mạng' });
    await khanh.post('/api/sign-out', {});
    expect((await khanh.get('/api/me')).status).toBe(401);
    const { outcomes } = await push(khanh, writer.segment());
    expect(outcomes[0]?.status).toBe('accepted');
  });

  it('[SV4] takes five parallel resends exactly once and answers all alike', async () => {
    const khanh = await world.signedIn('khanh');
    const writer = await newWriter(khanh);
    for (let at = 0; at < 40; at += 1)
      writer.write({ actor: own.actor, scope: 'post:bench-1', text: `Lượt ${at}` });
    const answers = await Promise.all(Array.from({ length: 5 }, () => push(khanh, writer.segment())));
    const outcomes = answers.map((answer) => JSON.stringify(answer.outcomes));
    expect(new Set(outcomes).size).toBe(1);
    const { scopes } = await pull(khanh, 'post:bench-1');
    expect(scopes[0]?.leaves).toHaveLength(40);
    expect(new Set(scopes[0]?.leaves.map(({ op }) => op.h)).size).toBe(40);
  });

  it.each([
    ['somebody else’s book', { actor: 'tran-van-khanh', scope: 'post:p-02' }, 'actor_not_permitted', 'f-02'],
    ['a post that is not', { actor: 'tran-van-khanh', scope: 'post:nowhere' }, 'scope_unknown', 'province'],
    [
      'a stranger to the device',
      { actor: 'kpa-duong', scope: 'post:p-02' },
      'actor_unknown_on_device',
      'f-02',
    ],
  ])('keeps an entry of %s in quarantine and says why', async (_name, place, code, quarantine) => {
    const khanh = await world.signedIn('khanh');
    const writer = await newWriter(khanh);
    writer.write({ ...place, text: 'Không được phép, nhưng không mất' });
    const { outcomes } = await push(khanh, writer.segment());
    expect(outcomes[0]).toMatchObject({ status: 'quarantined', code, scope: `quarantine:${quarantine}` });
  });

  it('keeps what it cannot read, and takes the rest of the segment', async () => {
    const khanh = await world.signedIn('khanh');
    const writer = await newWriter(khanh);
    writer.writeRaw({ ...own, kind: 'logbook.entry', v: 1 }, '{"text":');
    writer.writeRaw({ ...own, kind: 'logbook.future', v: 9 }, '{}');
    writer.write({ ...own, text: 'Đọc được' });
    const { outcomes } = await push(khanh, writer.segment());
    expect(outcomes.map(({ code }) => code)).toEqual(['schema_unreadable', 'schema_unreadable', null]);
  });

  it('[PV4] takes a push of the first version, and answers in it', async () => {
    const khanh = await world.signedIn('khanh');
    const writer = await newWriter(khanh);
    writer.write({ ...own, text: 'Viết bằng bản đầu tiên' });
    const { sig: _sig, lane: _lane, ...first } = writer.segment();
    const answer = await khanh.post('/api/sync/push', { ...first, v: 1 });
    expect(await answer.json()).toMatchObject({ v: 1, outcomes: [{ status: 'accepted' }] });
  });

  it('refuses a gap with the number that it needs', async () => {
    const khanh = await world.signedIn('khanh');
    const writer = await newWriter(khanh);
    for (let at = 0; at < 3; at += 1) writer.write({ ...own, text: `${at}` });
    const answer = await khanh.post('/api/sync/push', writer.segment(3));
    expect(answer.status).toBe(409);
    expect(await answer.json()).toMatchObject({ code: 'gap', need: 1 });
  });

  it('refuses a segment of another device than the cookie’s', async () => {
    const khanh = await world.signedIn('khanh');
    await khanh.enrol();
    const other = new DeviceWriter('00000000-0000-4000-8000-000000000001' as never);
    other.write({ ...own, text: 'x' });
    const answer = await khanh.post('/api/sync/push', other.segment());
    expect([answer.status, await answer.json()]).toEqual([403, { code: 'device_mismatch' }]);
  });

  it('[DE3] knows a device again by its cookie, counts its lost storage, and without either gives a new name', async () => {
    const khanh = await world.signedIn('khanh');
    const first = await khanh.enrol();
    expect(await khanh.enrol({ dev: first.dev, inst: 1 })).toMatchObject({ dev: first.dev, inst: 1 });
    expect(await khanh.enrol(null)).toMatchObject({ dev: first.dev, inst: 2 });
    khanh.forget('truc_device');
    const anew = await khanh.enrol(null);
    expect(anew.dev).not.toBe(first.dev);
    expect(anew.inst).toBe(1);
  });

  it('pokes those who watch the scope, and only those who may', async () => {
    const khanh = await world.signedIn('khanh');
    const [reader, stranger] = [await world.signedIn('my'), await world.signedIn('duong')];
    const sockets = [reader, stranger].map((browser) =>
      io(world.server.url, { path: '/rt', extraHeaders: { cookie: browser.cookie }, forceNew: true }),
    );
    const [mine, theirs] = sockets;
    if (mine === undefined || theirs === undefined) throw new Error('two sockets');
    const watch = (socket: typeof mine) => socket.emitWithAck('watch', { scopes: ['post:bench-2'] });
    expect(await watch(mine)).toEqual({ scopes: ['post:bench-2'] });
    expect(await watch(theirs)).toEqual({ scopes: [] });
    let leaked = 0;
    theirs.on('poke', () => (leaked += 1));
    const poked = new Promise((resolve) => mine.once('poke', resolve));
    const writer = await newWriter(khanh);
    writer.write({ actor: own.actor, scope: 'post:bench-2', text: 'Có mặt' });
    await push(khanh, writer.segment());
    expect(await poked).toEqual({ scope: 'post:bench-2', epoch: 1, head: 1 });
    await theirs.emitWithAck('watch', { scopes: [] });
    expect(leaked).toBe(0);
    const denied = await world.server.context.database.pool.query(
      `select 1 from audit where action = 'watch_log' and person = 'kpa-duong' and outcome = 'denied'`,
    );
    expect(denied.rowCount).toBe(1);
    for (const socket of sockets) socket.close();
  });

  it('answers not_found for a book outside the person’s rights, and writes the attempt down', async () => {
    const duong = await world.signedIn('duong');
    const { scopes, problems } = await pull(duong, 'post:p-01');
    expect(scopes).toEqual([]);
    expect(problems).toEqual([{ scope: 'post:p-01', code: 'not_found' }]);
    const audit = await world.server.context.database.pool.query(
      `select outcome from audit where action = 'read_log' and person = 'kpa-duong' and object = 'post:p-01'`,
    );
    expect(audit.rows).toEqual([{ outcome: 'denied' }]);
  });

  it('closes the sockets of a session that signs out, and admits none without a session', async () => {
    const khanh = await world.signedIn('khanh');
    const socket = io(world.server.url, {
      path: '/rt',
      extraHeaders: { cookie: khanh.cookie },
      forceNew: true,
      reconnection: false,
    });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    const closed = new Promise((resolve) => socket.once('disconnect', resolve));
    await khanh.post('/api/sign-out', {});
    expect(await closed).toBe('io server disconnect');
    const stranger = io(world.server.url, { path: '/rt', forceNew: true, reconnection: false });
    const refused = await new Promise<Error>((resolve) => stranger.once('connect_error', resolve));
    expect(refused.message).toBe('not_signed_in');
    stranger.close();
  });
});
