import { DevicesResponseSchema, DeviceSummarySchema } from '@truc/domain/api';
import {
  EnrolResponseSchema,
  ErrorBodySchema,
  protocolVersion,
  PushResponseSchema,
} from '@truc/sync/protocol';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lettersLimitBytes } from '../access/blocked-letters.ts';
import { deviceCookie } from '../auth/devices.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let admin: Browser;
beforeAll(async () => {
  world = await createTestWorld();
  admin = await world.signedIn('admin');
});
afterAll(() => world.close());

const own = { actor: 'tran-van-khanh', scope: 'post:p-01' };

async function codeOf(answer: Response): Promise<string> {
  return v.parse(ErrorBodySchema, await answer.json()).code;
}

async function order(dev: string, what: 'wipe' | 'block' | 'unblock') {
  const answer = await admin.post('/api/devices/order', { dev, order: what, reason: 'Máy bị mất' });
  expect(answer.status).toBe(200);
  return v.parse(DeviceSummarySchema, await answer.json());
}

async function rows(text: string, values: readonly unknown[]) {
  return (await world.server.context.database.pool.query<Record<string, unknown>>(text, [...values])).rows;
}

describe('a device that is to be emptied', () => {
  it('[RV3] is told so whatever it asks, still delivers what is sealed, and says once that it is done', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer, trust } = await khanh.enrolTablet();
    const before = await khanh.lease(writer);
    writer.write({ ...own, text: 'Chưa gửi lúc mất máy' });
    const socket = io(world.server.url, {
      path: '/rt',
      extraHeaders: { cookie: khanh.cookie },
      forceNew: true,
    });
    await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    const told = new Promise<void>((resolve) => socket.once('rights_changed', () => resolve()));
    expect(await order(writer.dev, 'wipe')).toMatchObject({
      wipe: { orderedBy: 'Đinh Brel', reason: 'Máy bị mất', doneAt: null },
    });
    await told;
    socket.close();
    const cursor = { scope: 'post:p-01', epoch: 0, seq: 0, chain: '0'.repeat(64) };
    const here = { v: protocolVersion, dev: writer.dev, inst: writer.inst };
    const asked = [
      await khanh.post('/api/sync/push', writer.segment()),
      await khanh.post('/api/sync/lease', here),
      await khanh.post('/api/sync/enrol', {
        v: protocolVersion,
        known: { dev: writer.dev, inst: writer.inst },
        key: null,
      }),
      await khanh.post('/api/sync/pull', {
        v: protocolVersion,
        cursors: [cursor],
        budgetBytes: 4_096,
        witness: null,
      }),
    ];
    expect(await Promise.all(asked.map(codeOf))).toEqual(asked.map(() => 'wipe_ordered'));
    const sealed = await khanh.post('/api/sync/push', writer.sealedSegment(trust.seal));
    expect(v.parse(PushResponseSchema, await sealed.json()).outcomes).toMatchObject([{ status: 'accepted' }]);
    for (let time = 0; time < 2; time += 1)
      expect((await khanh.post('/api/sync/wiped', { ...here, unsent: 0 })).status).toBe(200);
    const { devices } = v.parse(DevicesResponseSchema, await (await admin.get('/api/devices')).json());
    const found = devices.find(({ dev }) => dev === writer.dev);
    expect(found?.people).toEqual(['Trần Vân Khánh']);
    expect(found?.wipe).toMatchObject({ unsent: 0 });
    expect(found?.wipe?.doneAt).toBeGreaterThan(found?.wipe?.orderedAt ?? Infinity);
    const audit = await rows('select action from audit where object = $1 order by id', [writer.dev]);
    expect(audit.map(({ action }) => action)).toEqual([
      'enrol_device',
      'issue_lease',
      'issue_lease',
      'order_wipe',
      'wipe_done',
    ]);
    const after = await khanh.lease(writer);
    expect(after.share).not.toBe(before.share);
    expect(after.keys.some(({ key }) => before.keys.some((old) => old.key === key))).toBe(false);
  });

  it('[RV3] gets a name for a storage that is empty while the order stands, and no key before it says that it is empty', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    await order(writer.dev, 'wipe');
    const enrolled = await khanh.post('/api/sync/enrol', { v: protocolVersion, known: null, key: null });
    const { dev, inst } = v.parse(EnrolResponseSchema, await enrolled.json());
    expect({ dev, inst }).toEqual({ dev: writer.dev, inst: 2 });
    const lease = () => khanh.post('/api/sync/lease', { v: protocolVersion, dev, inst });
    expect(await codeOf(await lease())).toBe('wipe_ordered');
    await khanh.post('/api/sync/wiped', { v: protocolVersion, dev, inst, unsent: 0 });
    expect((await lease()).status).toBe(200);
  });

  it('[RV3] goes on being told so in every copy that has not said that it is empty', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    const copy = await world.signedIn('khanh');
    copy.takeCookie(deviceCookie, khanh);
    await order(writer.dev, 'wipe');
    const here = { v: protocolVersion, dev: writer.dev, inst: writer.inst };
    await khanh.post('/api/sync/wiped', { ...here, unsent: 0 });
    expect((await khanh.post('/api/sync/lease', here)).status).toBe(200);
    expect(await codeOf(await copy.post('/api/sync/lease', here))).toBe('wipe_ordered');
    await copy.post('/api/sync/wiped', { ...here, unsent: 0 });
    expect((await copy.post('/api/sync/lease', here)).status).toBe(200);
    expect((await khanh.post('/api/sync/lease', here)).status).toBe(200);
    expect(
      await rows('select inst from wipe_receipt r join wipe_order o on o.id = r.wipe_order where dev = $1', [
        writer.dev,
      ]),
    ).toHaveLength(1);
  });

  it('[RV3] is one that somebody with the right has named: for others there are no devices', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    const answers = [
      await khanh.get('/api/devices'),
      await khanh.post('/api/devices/order', { dev: writer.dev, order: 'wipe', reason: 'x' }),
      await admin.post('/api/devices/order', {
        dev: '00000000-0000-4000-8000-000000000009',
        order: 'wipe',
        reason: 'x',
      }),
    ];
    expect(await Promise.all(answers.map(codeOf))).toEqual(['not_found', 'not_found', 'not_found']);
    expect(await rows('select 1 from wipe_order where dev = $1', [writer.dev])).toEqual([]);
  });
});

describe('a blocked device', () => {
  it('[SV15] [SV1] is refused, its octets are kept once, and the audit has an alert', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    writer.write({ ...own, text: 'Từ máy đã bị khoá' });
    await order(writer.dev, 'block');
    for (let time = 0; time < 3; time += 1)
      expect(await codeOf(await khanh.post('/api/sync/push', writer.segment()))).toBe('device_blocked');
    const letters = await rows('select reason, octets from dead_letter where dev = $1', [writer.dev]);
    expect(letters).toHaveLength(1);
    expect(JSON.parse(String(letters[0]?.octets))).toEqual(writer.segment());
    expect(
      await rows(`select 1 from audit where action = 'blocked_push' and object = $1`, [writer.dev]),
    ).toHaveLength(1);
    expect(await rows('select 1 from leaf where dev = $1', [writer.dev])).toEqual([]);
    await order(writer.dev, 'unblock');
    const answer = await khanh.post('/api/sync/push', writer.segment());
    expect(v.parse(PushResponseSchema, await answer.json()).outcomes).toMatchObject([{ status: 'accepted' }]);
  });

  it('[SV15] fills no disk: letters of one device are bounded', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    const { letters } = world.server.context;
    const quarter = lettersLimitBytes / 4;
    const kept = [];
    for (let at = 0; at < 5; at += 1) kept.push(await letters.keep(writer.dev, Buffer.alloc(quarter, at)));
    expect(kept).toEqual(['kept', 'kept', 'kept', 'kept', 'full']);
    expect(await letters.keep(writer.dev, Buffer.alloc(quarter, 0))).toBe('known');
  });
});

describe('segments that a colleague brings', () => {
  it('[SE3] are taken for what their tablet signed, and the tablet is told the same later', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer, trust } = await khanh.enrolTablet();
    for (const text of ['Máy hỏng mạng', 'Nhờ chuyển giúp']) writer.write({ ...own, text });
    const thao = await world.signedIn('thao');
    const carried = await thao.post('/api/sync/carry', writer.sealedSegment(trust.seal));
    const { outcomes } = v.parse(PushResponseSchema, await carried.json());
    expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
    const itself = await khanh.post('/api/sync/push', writer.segment());
    expect(v.parse(PushResponseSchema, await itself.json()).outcomes).toEqual(outcomes);
    expect(
      await rows(`select person from audit where action = 'carry_segment' and object = $1`, [writer.dev]),
    ).toEqual([{ person: 'le-thi-thao' }]);
  });

  it('[SE3] are not taken without that signature', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer, trust } = await khanh.enrolTablet();
    writer.write({ ...own, text: 'Ai đó viết' });
    const { dev, inst } = await (await world.signedIn('khanh')).enrol();
    const keyless = { ...writer.segment(), dev, inst };
    const thao = await world.signedIn('thao');
    for (const body of [
      { ...writer.sealedSegment(trust.seal), sig: null },
      { ...writer.segment(), sig: 'AAAA' },
      keyless,
    ])
      expect(await codeOf(await thao.post('/api/sync/carry', body))).toBe('device_mismatch');
    expect(await rows('select 1 from leaf where dev = any ($1)', [[writer.dev, dev]])).toEqual([]);
  });
});
