import { createPublicKey, verify } from 'node:crypto';
import {
  canonicalJson,
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
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

const own = { actor: 'tran-van-khanh', scope: 'post:p-01' };

async function push(browser: Browser, body: unknown) {
  const answer = await browser.post('/api/sync/push', body);
  expect(answer.status).toBe(200);
  return v.parse(PushResponseSchema, await answer.json());
}

async function pull(browser: Browser, scope: string) {
  const cursor = { scope, epoch: 1, seq: 0, chain: scopeGenesis(nativeSha256, scope as ScopeId, 1) };
  const request = { v: protocolVersion, cursors: [cursor], budgetBytes: 1_000_000, witness: null };
  return v.parse(PullResponseSchema, await (await browser.post('/api/sync/pull', request)).json());
}

async function hold(person: { id: string; username: string }, roles: 'watch' | 'none'): Promise<void> {
  await world.server.provisionPerson({
    ...person,
    name: 'Người mới',
    position: 'Nhân viên trực',
    agency: 'Cơ sở cách ly',
    password: 'mat-khau-tam-thoi',
    roles: roles === 'none' ? [] : [{ role: 'facility_watch', facility: 'f-01', district: null, post: null }],
  });
}

/** Somebody of facility 01 whose role a test may end. */
async function newcomer(name: string) {
  const person = { id: `nguoi-${name}`, username: `nguoi.${name}` };
  await hold(person, 'watch');
  const browser = world.browser();
  await browser.post('/api/sign-in', { username: person.username, password: 'mat-khau-tam-thoi' });
  return { browser, end: () => hold(person, 'none'), actor: person.id };
}

describe('POST /api/sync/lease', () => {
  it('[LE1] gives a signed lease with keys of this device alone, and writes it down', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer, trust } = await khanh.enrolTablet();
    const { lease, sig, keys, share, seal } = await khanh.lease(writer);
    expect(lease.scopes).toContain('post:p-01');
    expect(lease.scopes).not.toContain('post:p-02');
    expect(lease.notAfter - lease.issuedAt).toBe(72 * 60 * 60 * 1_000);
    const key = createPublicKey({ key: Buffer.from(trust.lease, 'base64url'), format: 'der', type: 'spki' });
    const signature = Buffer.from(sig, 'base64url');
    expect(verify(null, Buffer.from(canonicalJson(lease)), key, signature)).toBe(true);
    expect(seal).toEqual(trust.seal);
    expect(keys.map(({ scope }) => scope)).toEqual(lease.scopes);
    const again = await khanh.lease(writer);
    expect([again.keys, again.share]).toEqual([keys, share]);
    const other = await world.signedIn('khanh');
    const elsewhere = await other.lease((await other.enrolTablet()).writer);
    expect(new Set([...keys, ...elsewhere.keys].map((one) => one.key)).size).toBe(keys.length * 2);
    expect(elsewhere.share).not.toBe(share);
    const audit = await world.server.context.database.pool.query(
      `select 1 from audit where action = 'issue_lease' and object = $1`,
      [writer.dev],
    );
    expect(audit.rowCount).toBe(3);
  });

  it('[LE1] gives none to another device, to nobody, and to a browser that is no device', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    const request = { v: protocolVersion, dev: writer.dev, inst: writer.inst };
    const stranger = await world.signedIn('khanh');
    const answers = [
      await stranger.post('/api/sync/lease', request),
      await world.browser().post('/api/sync/lease', request, { cookie: `truc_device=AAAA` }),
      await khanh.post('/api/sync/lease', { ...request, dev: '00000000-0000-4000-8000-000000000001' }),
    ];
    expect(
      await Promise.all(
        answers.map(async (one) => v.parse(v.object({ code: v.string() }), await one.json()).code),
      ),
    ).toEqual(['device_unknown', 'not_signed_in', 'device_mismatch']);
  });

  it('[LE4] keeps what was written under a lease whose role has ended since, with its reason', async () => {
    const { browser, end, actor } = await newcomer('an');
    const { writer } = await browser.enrolTablet();
    writer.write({ ...own, actor, text: 'Viết lúc còn quyền' });
    expect((await push(browser, writer.segment())).outcomes[0]).toMatchObject({ status: 'accepted' });
    writer.write({ ...own, actor, text: 'Viết lúc mất mạng' });
    await end();
    expect((await push(browser, writer.segment())).outcomes).toMatchObject([
      { status: 'accepted' },
      { status: 'quarantined', code: 'revoked_since', scope: 'quarantine:f-01' },
    ]);
  });

  it('[LE5] names what a person may not read any more, and tells his open sockets within five seconds', async () => {
    const { browser, end } = await newcomer('binh');
    await browser.enrolTablet();
    expect((await pull(browser, 'post:p-01')).revoked).toEqual([]);
    const socket = io(world.server.url, {
      path: '/rt',
      extraHeaders: { cookie: browser.cookie },
      forceNew: true,
    });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    const told = new Promise<number>((resolve) =>
      socket.once('rights_changed', () => resolve(performance.now())),
    );
    const since = performance.now();
    await end();
    expect((await told) - since).toBeLessThan(5_000);
    socket.close();
    const { revoked, problems, scopes } = await pull(browser, 'post:p-01');
    expect(revoked).toContain('post:p-01');
    expect(revoked).toContain('facility:f-01');
    expect(revoked.filter((scope) => scope.startsWith('post:'))).toHaveLength(51);
    expect([problems, scopes]).toEqual([[{ scope: 'post:p-01', code: 'not_found' }], []]);
  });
});

describe('a segment’s signature', () => {
  it('[SV14] stores what the device signed with its signature', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    writer.write({ ...own, text: 'Có chữ ký' });
    const segment = writer.segment();
    await push(khanh, segment);
    const found = await world.server.context.database.pool.query(
      `select from_n, to_n, encode(sig, 'base64') as sig from segment where dev = $1`,
      [writer.dev],
    );
    const sig = Buffer.from(segment.sig ?? '', 'base64url').toString('base64');
    expect(found.rows).toEqual([{ from_n: 1, to_n: 1, sig: sig.replace(/(.{76})/g, '$1\n') }]);
  });

  it.each([
    ['missing', () => null],
    ['of other octets', (sig: string | null) => `AAAA${sig?.slice(4)}`],
    ['no signature at all', () => 'AAAA'],
  ])(
    '[SV14] keeps a segment whose signature is %s beside the chain, and the true one after it',
    async (_name, forge) => {
      const khanh = await world.signedIn('khanh');
      const { writer } = await khanh.enrolTablet();
      writer.write({ ...own, text: 'Thật' });
      const truly = writer.segment();
      const forged = { ...writer.segment(), sig: forge(truly.sig) };
      const once = await push(khanh, forged);
      expect(once.outcomes).toMatchObject([{ status: 'quarantined', code: 'signature_invalid' }]);
      expect((await push(khanh, forged)).outcomes).toEqual(once.outcomes);
      const { writer: next } = await khanh.enrolTablet(null);
      expect([next.dev, next.inst]).toEqual([writer.dev, 2]);
      next.write({ ...own, text: 'Thật, dưới tên mới' });
      expect((await push(khanh, next.segment())).outcomes).toMatchObject([{ status: 'accepted' }]);
    },
  );
});

describe('sealed operations', () => {
  it('[SE1] takes them as if they had come in the open: one leaf, one outcome, whichever comes first', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer, trust } = await khanh.enrolTablet();
    for (const text of ['Một', 'Hai', 'Ba']) writer.write({ ...own, scope: 'post:bench-7', text });
    const sealed = await push(khanh, writer.sealedSegment(trust.seal));
    expect(sealed.outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
    expect((await push(khanh, writer.segment())).outcomes).toEqual(sealed.outcomes);
    const { scopes } = await pull(khanh, 'post:bench-7');
    expect(scopes[0]?.leaves.map(({ op }) => op)).toEqual(writer.ops);
  });

  it('[SE2] keeps a broken seal in its place, goes on over it, and keeps the words that come in the open later', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer, trust } = await khanh.enrolTablet();
    for (const text of ['Một', 'Hai']) writer.write({ ...own, text });
    const request = writer.sealedSegment(trust.seal);
    const ops = request.ops.map((op, at) =>
      at === 0 && 'sealed' in op ? { sealed: { ...op.sealed, ct: `AAAA${op.sealed.ct.slice(4)}` } } : op,
    );
    const broken = await push(khanh, writer.send(ops, 1));
    expect(broken.outcomes).toMatchObject([
      { n: 1, opId: null, status: 'quarantined', code: 'seal_broken', scope: 'quarantine:province' },
      { n: 2, status: 'accepted' },
    ]);
    expect((await push(khanh, writer.send(ops, 1))).outcomes).toEqual(broken.outcomes);
    const open = await push(khanh, writer.segment());
    expect(open.outcomes[0]).toMatchObject({ status: 'quarantined', code: 'device_fork' });
    expect(open.outcomes[1]).toEqual(broken.outcomes[1]);
  });
});
