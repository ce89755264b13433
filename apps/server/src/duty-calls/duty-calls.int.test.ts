import { DutyCallsResponseSchema } from '@truc/domain/api';
import { interventionKinds } from '@truc/domain/intervention';
import { shiftKinds } from '@truc/domain/shift';
import { PushResponseSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceWriter } from '../testing/device-writer.ts';
import { startPushService, type PushService } from '../testing/push-service.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

const upAfterMs = 3_000;
const patience = { timeout: 15_000, interval: 100 };
const military = { username: 'chi-huy', password: 'chi-huy-tinh-2021' };

let world: TestWorld;
let service: PushService;
beforeAll(async () => {
  service = await startPushService();
  world = await createTestWorld({
    dutyCallAfterMs: 1,
    dutyCallUpAfterMs: upAfterMs,
    pushServices: [service.origin],
  });
  await world.server.provisionPerson({
    id: 'rmah-thuan',
    name: 'Rmah Thuận',
    position: 'Trợ lý',
    agency: 'Bộ CHQS tỉnh',
    ...military,
    roles: [{ role: 'pmc', facility: null, district: null, post: null }],
  });
});
afterAll(async () => {
  await world.close();
  service.close();
});

async function pmc(): Promise<Browser> {
  const browser = world.browser();
  expect((await browser.post('/api/sign-in', military)).status).toBe(200);
  return browser;
}

async function callsOf(browser: Browser) {
  return v.parse(DutyCallsResponseSchema, await (await browser.get('/api/duty-calls')).json());
}

const kindsOf = async (browser: Browser) =>
  (await callsOf(browser)).calls.map(({ kind, rank }) => `${kind} ${rank}`);

/** From now on this post is planned round the clock. */
async function plan(post: string, people: readonly string[]): Promise<void> {
  await world.server.provisionPlaces({
    shiftPatterns: [{ post, from: '2021-06-01', starts: ['00:00'] }],
    assignmentDocs: [
      { post, number: '01/PC', signedOn: '2021-06-01', signatory: 'Trưởng cơ sở', content: '', people },
    ],
  });
}

async function subscribe(browser: Browser, path: string): Promise<void> {
  expect((await browser.post('/api/push', service.subscription(path))).status).toBe(200);
}

describe('missed duties', () => {
  it('[GL-20] call whoever answers for the watch, once over a restart, and go up to the authority when nobody acknowledges them', async () => {
    const [thao, above, khanh, my] = [
      await world.signedIn('thao'),
      await pmc(),
      await world.signedIn('khanh'),
      await world.signedIn('my'),
    ];
    expect(await callsOf(khanh)).toEqual({ calls: [], raised: [], isEverCalled: false });
    expect(await callsOf(thao)).toEqual({ calls: [], raised: [], isEverCalled: true });
    await subscribe(thao, '/thao');
    await subscribe(above, '/above');
    await plan('p-01', ['tran-van-khanh']);
    await expect.poll(() => kindsOf(thao), patience).toEqual(['post_unmanned first']);
    expect((await callsOf(thao)).calls[0]).toMatchObject({
      facility: 'f-01',
      postName: 'Vị trí trực cơ sở 01',
      about: 'p-01',
    });
    await expect.poll(() => service.callsTo('/thao').length, patience).toBe(1);
    expect(service.callsTo('/thao')[0]?.headers).toMatchObject({ urgency: 'high' });
    await world.restart();
    await expect.poll(() => kindsOf(above), patience).toEqual(['post_unmanned up']);
    await expect.poll(() => service.callsTo('/above').length, patience).toBe(1);
    expect(service.callsTo('/thao')).toHaveLength(1);
    // f-01 is a military site: its civil authority hears nothing, nor does the watch of any other place.
    expect([await kindsOf(khanh), await kindsOf(my)]).toEqual([[], []]);
  });

  it('[GL-20] are refused as not found to whom they do not call, and the try is written down', async () => {
    const { calls } = await callsOf(await world.signedIn('thao'));
    const keys = calls.map(({ key }) => key);
    for (const [username, asked] of [
      ['khanh', keys],
      ['my', keys],
      ['thao', ['post_unmanned post:p-02 1']],
    ] as const) {
      const browser = await world.signedIn(username);
      expect((await browser.post('/api/duty-calls/acknowledge', { keys: asked })).status).toBe(404);
    }
    expect(await kindsOf(await world.signedIn('thao'))).toEqual(['post_unmanned first']);
    const denied = await world.server.context.database.pool.query(
      `select person from audit where action = 'acknowledge_call' and outcome = 'denied' order by person`,
    );
    expect(denied.rows.map(({ person }: { person: string }) => person)).toEqual([
      'le-thi-thao',
      'nguyen-ha-my',
      'tran-van-khanh',
    ]);
  });

  it('[GL-20] are acknowledged once for all devices of all who were called, and stay counted', async () => {
    const [here, there, above] = [await world.signedIn('thao'), await world.signedIn('thao'), await pmc()];
    const keys = (await callsOf(here)).calls.map(({ key }) => key);
    const answer = await here.post('/api/duty-calls/acknowledge', { keys });
    expect(v.parse(DutyCallsResponseSchema, await answer.json())).toMatchObject({ calls: [] });
    expect([await kindsOf(there), await kindsOf(above)]).toEqual([[], []]);
    expect((await callsOf(there)).raised).toHaveLength(1);
    expect((await callsOf(above)).raised).toHaveLength(1);
    await world.restart();
    await expect.poll(async () => (await callsOf(there)).raised.length, patience).toBe(1);
    expect(await kindsOf(there)).toEqual([]);
  });

  it('[GL-20] end by themselves once somebody keeps the watch', async () => {
    const thao = await world.signedIn('thao');
    await world.server.provisionPerson({
      id: 'siu-dung',
      name: 'Siu Dũng',
      position: 'Nhân viên trực',
      agency: 'Cơ sở cách ly',
      username: 'siu-dung',
      password: 'den-ca-truc-03',
      roles: [{ role: 'facility_watch', facility: 'f-01', district: null, post: 'bench-1' }],
    });
    await plan('bench-1', ['siu-dung']);
    await expect.poll(() => kindsOf(thao), patience).toEqual(['post_unmanned first']);
    const dung = world.browser();
    await dung.post('/api/sign-in', { username: 'siu-dung', password: 'den-ca-truc-03' });
    const { dev, inst } = await dung.enrol();
    const writer = new DeviceWriter(dev, inst);
    const now = Date.now();
    writer.time = { wall: now, off: 0, err: 5 };
    const { kind, current } = shiftKinds.start;
    const body = { document: '2', planned: { from: now - 1_000, to: now + 3_600_000 } };
    writer.writeRaw({ actor: 'siu-dung', scope: 'post:bench-1', kind, v: current }, JSON.stringify(body));
    const pushed = await dung.post('/api/sync/push', writer.segment());
    expect(v.parse(PushResponseSchema, await pushed.json()).outcomes[0]?.status).toBe('accepted');
    await expect.poll(() => kindsOf(thao), patience).toEqual([]);
  });
});

describe('decisions that wait', () => {
  it('[GL-15] are told once to whoever decides, and sound nowhere', async () => {
    const [thao, above] = [await world.signedIn('thao'), await pmc()];
    await subscribe(above, '/decides');
    await subscribe(thao, '/asks');
    const { dev, inst } = await thao.enrol();
    const writer = new DeviceWriter(dev, inst);
    const now = Date.now();
    writer.time = { wall: now, off: 0, err: 5 };
    const { kind, current } = interventionKinds.askPermit;
    const body = {
      permit: '0190163d-8694-7394-8003-000000000001',
      work: 'maintenance',
      detail: 'Thay bộ nguồn camera cổng',
      assets: [{ kind: 'camera', id: 'cam-011', name: 'Cổng chính' }],
      from: now + 3_600_000,
      to: now + 7_200_000,
      workers: ['Puih Thanh Tùng'],
      agency: 'Đơn vị vận hành',
      picturesOff: false,
    };
    writer.writeRaw({ actor: 'le-thi-thao', scope: 'faults:f-01', kind, v: current }, JSON.stringify(body));
    const pushed = await thao.post('/api/sync/push', writer.segment());
    expect(v.parse(PushResponseSchema, await pushed.json()).outcomes[0]?.status).toBe('accepted');
    await expect.poll(() => service.callsTo('/decides').length, patience).toBe(1);
    expect(service.callsTo('/decides')[0]?.headers).toMatchObject({ urgency: 'normal' });
    expect(service.callsTo('/asks')).toEqual([]);
    expect(await kindsOf(above)).toEqual([]);
  });
});
