import { CalendarResponseSchema, WatchPlanResponseSchema, type PostCalendar } from '@truc/domain/api';
import { checklistPoints, dayOf, shiftKinds } from '@truc/domain/shift';
import { operationHash, PushResponseSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeSha256 } from '../config/system-ports.ts';
import { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
const now = Date.now();
const today = dayOf(now);
beforeAll(async () => {
  world = await createTestWorld();
  await world.server.provisionPlaces({
    shiftPatterns: [{ post: 'p-01', from: '2021-06-01', starts: ['06:00', '14:00', '22:00'] }],
  });
  await world.server.provisionPerson({
    id: 'siu-dung',
    name: 'Siu Dũng',
    position: 'Nhân viên trực',
    agency: 'Cơ sở cách ly',
    username: 'siu-dung',
    password: 'den-ca-truc-03',
    roles: [{ role: 'facility_watch', facility: 'f-01', district: null, post: null }],
  });
});
afterAll(() => world.close());

const scope = 'post:p-01';
const document = {
  post: 'p-01',
  number: '07/PC-CSCL',
  signedOn: '2021-06-01',
  signatory: 'Trưởng cơ sở',
  content: '',
  from: '2021-06-01',
  to: null,
  people: ['tran-van-khanh', 'siu-dung'],
};
const round = { up: 1, down: 0, unknown: 0, cameras: ['cam-011'] };
const snapshot = {
  cameras: { up: 1, down: 0, unknown: 0, zones: [] },
  carried: [],
  more: 0,
  notes: '',
  instructions: '',
  devices: [],
};
const answers = Object.fromEntries(checklistPoints.map((point) => [point, { state: 'in_order', text: '' }]));

type Kind = keyof typeof shiftKinds;

/** The id and hash of what was written. */
function say(writer: DeviceWriter, actor: string, [type, body]: [Kind, object]) {
  const { kind, current } = shiftKinds[type];
  writer.writeRaw({ actor, scope, kind, v: current }, JSON.stringify(body));
  const op = writer.ops.at(-1);
  const opId = writer.opIds.at(-1);
  if (op === undefined || opId === undefined) throw new Error('it was written');
  return { opId, hash: operationHash(nativeSha256, op.h) };
}

async function deviceOf(username: Parameters<TestWorld['signedIn']>[0]) {
  const browser = await world.signedIn(username);
  const { dev, inst } = await browser.enrol();
  const writer = new DeviceWriter(dev, inst);
  writer.time = { wall: now, off: 0, err: 5 };
  return { browser, writer };
}

async function push(browser: Browser, writer: DeviceWriter, from = 1) {
  const answer = await browser.post('/api/sync/push', writer.segment(from));
  expect(answer.status).toBe(200);
  return v.parse(PushResponseSchema, await answer.json()).outcomes.map(({ status, code }) => code ?? status);
}

async function calendar(browser: Browser, from = today): Promise<PostCalendar> {
  const answer = await browser.post('/api/watch/calendar', { from, post: 'p-01' });
  expect(answer.status).toBe(200);
  const [post] = v.parse(CalendarResponseSchema, await answer.json()).posts;
  if (post === undefined) throw new Error('the post is in its calendar');
  return post;
}

const planned = { from: now - 3_600_000, to: now + 3_600_000 };

describe('the plan of a watch over HTTP', () => {
  it('[GL-20] shows a post without a document in force, and takes one from the facility’s manager once', async () => {
    const thao = await world.signedIn('thao');
    expect(await calendar(thao)).toMatchObject({ hasDocument: false, appoints: true });
    expect(await (await thao.post('/api/watch/documents', document)).json()).toEqual({ outcome: 'saved' });
    expect(await (await thao.post('/api/watch/documents', document)).json()).toEqual({ outcome: 'exists' });
    expect((await calendar(thao)).hasDocument).toBe(true);
    const plan = v.parse(WatchPlanResponseSchema, await (await thao.get('/api/watch')).json());
    const post = plan.posts.find((one) => one.post.id === 'p-01');
    expect(post).toMatchObject({ handsOver: false, accounts: true, documents: [{ number: '07/PC-CSCL' }] });
    expect(post?.people['siu-dung']).toBe('Siu Dũng');
  });

  it.each([
    ['by the watch itself', 'khanh', {}],
    ['by the watch of another facility', 'duong', {}],
    ['for people who keep no watch there', 'thao', { people: ['kpa-duong'] }],
    ['for another facility’s post', 'thao', { post: 'p-02' }],
    ['for a post that is not there', 'thao', { post: 'p-99' }],
  ] as const)('[GL-20] answers “not found” to a document %s', async (_, username, change) => {
    const browser = await world.signedIn(username);
    const answer = await browser.post('/api/watch/documents', { ...document, number: '08', ...change });
    expect(answer.status).toBe(404);
    expect(
      (await browser.post('/api/watch/patterns', { post: 'p-02', from: '2021-07-01', starts: ['07:00'] }))
        .status,
    ).toBe(404);
  });

  it('[GL-20] takes another pattern from a day on, and no day that the calendar does not have', async () => {
    const thao = await world.signedIn('thao');
    const pattern = { post: 'p-01', from: '2090-07-01', starts: ['19:00', '07:00'] };
    expect(await (await thao.post('/api/watch/patterns', pattern)).json()).toEqual({ outcome: 'saved' });
    expect((await calendar(thao, '2090-07-01')).slots.length).toBe(15);
    expect((await thao.post('/api/watch/patterns', { ...pattern, from: '2021-02-30' })).status).toBe(400);
  });

  it('answers “not found” to whoever may not read the post’s book', async () => {
    const duong = await world.signedIn('duong');
    expect((await duong.post('/api/watch/calendar', { from: today, post: 'p-01' })).status).toBe(404);
    const admin = await world.signedIn('admin');
    expect(v.parse(WatchPlanResponseSchema, await (await admin.get('/api/watch')).json()).posts).toEqual([]);
  });
});

describe('facts of a watch over HTTP', () => {
  it('[GL-23] stand in the post’s log, in the calendar, and make what was written before the handover late', async () => {
    const khanh = await deviceOf('khanh');
    // A tablet that was written on before the handover and comes after it.
    const left = await deviceOf('khanh');
    left.writer.write({ actor: 'tran-van-khanh', scope, text: 'Vòng 3 bình thường' });

    const start = say(khanh.writer, 'tran-van-khanh', ['start', { document: '1', planned }]);
    expect(await push(khanh.browser, khanh.writer)).toEqual(['accepted']);
    const devices = [{ dev: left.writer.dev, inst: 1, received: 0, declared: 1 }];
    const prepare = say(khanh.writer, 'tran-van-khanh', [
      'prepare',
      { shift: start.opId, head: { seq: 1, chain: null }, snapshot: { ...snapshot, devices } },
    ]);
    const signed = { prepare: prepare.opId, hash: prepare.hash, head: { seq: 2, chain: null }, answers };
    const signOut = say(khanh.writer, 'tran-van-khanh', ['signOut', signed]);
    expect(await push(khanh.browser, khanh.writer, 2)).toEqual(['accepted', 'accepted']);
    expect(await calendar(khanh.browser)).toMatchObject({
      holder: { person: 'tran-van-khanh' },
      waitingSince: now,
      shifts: [{ state: 'awaiting_acceptance' }],
    });

    const dung = await incoming();
    const accept = {
      signOut: signOut.opId,
      hash: signOut.hash,
      round,
      opened: [],
      reservation: 'Thiếu khóa',
    };
    say(dung.writer, 'siu-dung', ['accept', { ...accept, faceToFace: true, document: '1', planned: null }]);
    expect(await push(dung.browser, dung.writer)).toEqual(['accepted']);
    expect(await calendar(khanh.browser)).toMatchObject({
      holder: { person: 'siu-dung' },
      waitingSince: null,
      shifts: [
        { state: 'locked', reservation: 'Thiếu khóa' },
        { state: 'on_duty', person: 'siu-dung' },
      ],
    });

    expect(await push(left.browser, left.writer)).toEqual(['accepted_late']);
    khanh.writer.write({ actor: 'tran-van-khanh', scope, text: 'Sau bàn giao' });
    expect(await push(khanh.browser, khanh.writer, 4)).toEqual(['accepted']);
  });

  async function incoming() {
    const browser = world.browser();
    await browser.post('/api/sign-in', { username: 'siu-dung', password: 'den-ca-truc-03' });
    const { dev, inst } = await browser.enrol();
    const writer = new DeviceWriter(dev, inst);
    writer.time = { wall: now, off: 0, err: 5 };
    return { browser, writer };
  }

  it('[GL-23] wait in quarantine when they come from somebody who may not hand over there, or may not answer for it', async () => {
    const thao = await deviceOf('thao');
    say(thao.writer, 'le-thi-thao', ['start', { document: '1', planned: null }]);
    const gap = { from: 1, to: 2, reason: 'absence', text: 'Đến muộn' };
    say(thao.writer, 'le-thi-thao', ['explainGap', gap]);
    expect(await push(thao.browser, thao.writer)).toEqual(['actor_not_permitted', 'accepted']);
    const khanh = await deviceOf('khanh');
    say(khanh.writer, 'tran-van-khanh', ['explainGap', gap]);
    say(khanh.writer, 'tran-van-khanh', ['start', { document: 7 }]);
    expect(await push(khanh.browser, khanh.writer)).toEqual(['actor_not_permitted', 'schema_unreadable']);
  });

  it('[GL-20] list a gap until its shift is known, with what the manager said of it', async () => {
    const thao = await world.signedIn('thao');
    const { gaps } = await calendar(thao);
    expect(gaps[0]).toMatchObject({ kind: 'unmanned', explanations: [] });
  });
});
