import { randomUUID } from 'node:crypto';
import { BoardResponseSchema, hintEvent, type BoardResponse } from '@truc/domain/api';
import { faultKinds } from '@truc/domain/fault-log';
import { incidentKinds } from '@truc/domain/incident';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
  await world.server.provisionPerson({
    id: 'puih-tung',
    name: 'Puih Thanh Tùng',
    username: 'puih-tung',
    password: 'Truc-dien-tap-2021',
    position: 'Kỹ thuật viên',
    agency: 'Doanh nghiệp',
    roles: [{ role: 'operator', facility: null, district: null, post: null }],
  });
});
afterAll(() => world.close());

async function read(browser: Browser): Promise<BoardResponse> {
  const answer = await browser.get('/api/board');
  expect(answer.status).toBe(200);
  return v.parse(BoardResponseSchema, await answer.json());
}

function rowOf(board: BoardResponse, facility = 'f-01') {
  const row = board.rows.find((one) => one.facility === facility);
  if (row === undefined) throw new Error(`no line of ${facility}`);
  return row;
}

type Command = { readonly scope: string; readonly kind: { readonly kind: string; readonly current: number } };

async function push(browser: Browser, { scope, kind }: Command, body: object): Promise<void> {
  const { dev, inst } = await browser.enrol();
  const writer = new DeviceWriter(dev, inst);
  writer.writeRaw({ actor: 'tran-van-khanh', scope, kind: kind.kind, v: kind.current }, JSON.stringify(body));
  expect((await browser.post('/api/sync/push', writer.segment(1))).status).toBe(200);
}

const fault = () => ({
  fault: randomUUID(),
  asset: { kind: 'camera', id: 'cam-011', name: 'Cổng chính' },
  symptom: 'no_picture',
  detail: '',
  since: 1_623_740_400_000,
  permit: '',
  proposal: null,
});

describe('the glance board', () => {
  it('is for nobody who is not signed in', async () => {
    expect((await world.browser().get('/api/board')).status).toBe(401);
  });

  it('[GL-03] shows each person the facilities and the parts that are his', async () => {
    const ofWatch = await read(await world.signedIn('khanh'));
    expect(ofWatch.rows.map(({ facility }) => facility)).toEqual(['f-01']);
    const ofHealth = await read(await world.signedIn('my'));
    expect(ofHealth.rows.map(({ facility }) => facility)).toEqual(['f-01', 'f-02']);
    expect((await read(await world.signedIn('admin'))).rows).toEqual([]);
  });

  it('[GL-50] shows whoever repairs the faults, and nothing of what happens to people', async () => {
    const tung = world.browser();
    await tung.post('/api/sign-in', { username: 'puih-tung', password: 'Truc-dien-tap-2021' });
    const row = rowOf(await read(tung));
    expect(row.cases).toBeNull();
    expect(row.faults).not.toBeNull();
    expect(row.cameras).not.toBeNull();
  });

  it('[GL-02] says unknown of cameras while nothing is heard of them, and since when', async () => {
    const board = await read(await world.signedIn('khanh'));
    expect(rowOf(board).cameras).toEqual({ up: 0, down: 0, unknown: 1, downSince: null });
    expect(board.camerasLostSince).toEqual(expect.any(Number));
  });

  it('[GL-20] counts the posts for which nobody answers', async () => {
    const row = rowOf(await read(await world.signedIn('my')), 'f-02');
    expect(row.posts).toMatchObject({ manned: 0, unmanned: 1, unmannedSince: expect.any(Number) });
  });

  it('[N-10] says when a facility was last heard of', async () => {
    const khanh = await world.signedIn('khanh');
    await push(
      khanh,
      { scope: 'faults:f-01', kind: faultKinds.note },
      { fault: randomUUID(), text: 'Đã gọi' },
    );
    const board = await read(await world.signedIn('my'));
    expect(board.at - (rowOf(board).heardAt ?? 0)).toBeLessThan(60_000);
    expect(rowOf(board, 'f-02').heardAt).toBeNull();
  });

  it('[GL-21] [GL-25] tells an open board at once of a case and of a fault that nobody stands in for', async () => {
    const my = await world.signedIn('my');
    const before = rowOf(await read(my));
    const socket = io(world.server.url, {
      path: '/rt',
      transports: ['websocket'],
      extraHeaders: { cookie: my.cookie, origin: world.server.url },
    });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const told = new Promise<unknown>((resolve) => socket.once(hintEvent, resolve));
    const khanh = await world.signedIn('khanh');
    await push(khanh, { scope: 'faults:f-01', kind: faultKinds.report }, fault());
    expect(await told).toEqual({ about: 'board' });
    const fields = {
      title: 'Tụ tập',
      description: '',
      severity: 'high',
      casualties: null,
      place: '',
      cameras: [],
    };
    await push(
      await world.signedIn('khanh'),
      { scope: 'facility:f-01', kind: incidentKinds.open },
      {
        incident: randomUUID(),
        fields,
      },
    );
    const after = rowOf(await read(my));
    expect(after.faults?.bare).toBe((before.faults?.bare ?? 0) + 1);
    expect(after.faults?.bareSince).toBe(1_623_740_400_000);
    expect(after.cases).toMatchObject({ unanswered: 1, worst: 'high' });
    socket.close();
  });
});
