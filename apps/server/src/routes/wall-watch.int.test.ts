import { randomUUID } from 'node:crypto';
import {
  AcknowledgedAlarmsSchema,
  DisplayResponseSchema,
  OwnWallSchema,
  PairingSchema,
  WallWatchSchema,
} from '@truc/domain/api';
import { incidentKinds } from '@truc/domain/incident';
import { firstWallState } from '@truc/domain/watch';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBoardAlarms } from '../kiosk/board-alarms.ts';
import { createFaultStore } from '../media/fault-store.ts';
import { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let khanh: Browser;
let thao: Browser;
let duong: Browser;
beforeAll(async () => {
  world = await createTestWorld();
  khanh = await world.signedIn('khanh');
  thao = await world.signedIn('thao');
  duong = await world.signedIn('duong');
});
afterAll(() => world.close());

const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json();
const purpose = 'supervise_compliance';
const group = { post: 'p-01', purpose };
const say = async (by: Browser, kind: 'began' | 'ended') =>
  v.parse(WallWatchSchema, await json(by.post('/api/wall-watch', { ...group, kind })));

describe('the watch plan', () => {
  it('[GL-20] counts the people who say that they watch over all walls of their post and purpose', async () => {
    const opened = {
      ...group,
      wall: randomUUID(),
      name: 'Tường hình',
      state: firstWallState(['cam-011']),
      shown: { version: 0, tiles: 9, live: 9, page: 0 },
    };
    const { watch } = v.parse(OwnWallSchema, await json(khanh.post('/api/walls/open', opened)));
    expect(watch).toEqual({ people: [], walls: 1, tiles: 9, spellMinutes: 20 });
    await thao.post('/api/walls/open', {
      ...opened,
      wall: randomUUID(),
      shown: { ...opened.shown, tiles: 4 },
    });
    await thao.post('/api/walls/open', { ...opened, wall: randomUUID(), purpose: 'check_remedies' });
    expect(await say(khanh, 'began')).toMatchObject({
      walls: 2,
      tiles: 13,
      people: [{ name: 'Trần Vân Khánh', mine: true }],
    });
    expect((await say(thao, 'began')).people.map(({ name, mine }) => [name, mine])).toEqual([
      ['Trần Vân Khánh', false],
      ['Lê Thị Thảo', true],
    ]);
    expect((await say(khanh, 'ended')).people).toHaveLength(1);
  });

  it('is nobody’s who keeps no watch at the post, and what he opens counts for himself alone', async () => {
    expect((await duong.post('/api/wall-watch', { ...group, kind: 'began' })).status).toBe(404);
    expect(
      (await khanh.post('/api/wall-watch', { ...group, purpose: 'curiosity', kind: 'began' })).status,
    ).toBe(404);
    const opened = {
      ...group,
      wall: randomUUID(),
      name: 'Tường hình',
      state: firstWallState(['cam-021']),
      shown: { version: 0, tiles: 16, live: 0, page: 0 },
    };
    const { watch } = v.parse(OwnWallSchema, await json(duong.post('/api/walls/open', opened)));
    expect(watch).toMatchObject({ walls: 1, tiles: 16, people: [] });
    expect((await say(thao, 'began')).tiles).toBe(13);
  });

  it('takes the length of a spell from the province', async () => {
    const { pool } = world.server.context.database;
    await pool.query(
      `insert into province_setting (name, document, value) values ('watch_spell_minutes', '', '30')`,
    );
    world.server.context.registers.invalidate();
    expect((await say(thao, 'began')).spellMinutes).toBe(30);
  });
});

describe('an alarm that somebody knows of', () => {
  const fault = randomUUID();
  const key = `fault:${fault}`;
  const acknowledge = (by: Browser, alarms: readonly string[], post: string | null = 'p-01') =>
    by.post('/api/camera-alarms/acknowledge', { alarms, post });
  const known = async (by: Browser) =>
    v.parse(AcknowledgedAlarmsSchema, await json(by.get('/api/camera-alarms/acknowledged'))).acknowledged;

  it('is known to all walls of his post, with his name and the time, and to no other', async () => {
    await createFaultStore(world.server.context.database.pool).append({
      kind: 'proposed',
      fault,
      asset: 'camera',
      assetId: 'cam-011',
      facility: 'f-01',
      cause: 'camera',
      symptom: '',
      since: 1_000,
      cameras: ['cam-011'],
      by: null,
      reason: '',
      at: 2_000,
    });
    const screen = world.browser();
    const asked = v.parse(PairingSchema, await json(screen.post('/api/display/pairing', {})));
    await thao.post('/api/kiosks/pair', {
      ...group,
      id: randomUUID(),
      code: asked.state === 'waiting' ? asked.code : '',
      name: 'Màn hình 1',
      place: 'Phòng trực',
      cameras: ['cam-011'],
      until: Date.now() + 60_000,
    });
    const alarms = async () => v.parse(DisplayResponseSchema, await json(screen.get('/api/display'))).alarms;
    expect(await alarms()).toEqual([
      { key, camera: 'cam-011', facility: 'f-01', kind: 'fault', severity: 'high', at: 1_000 },
    ]);

    expect((await acknowledge(duong, [key])).status).toBe(404);
    expect((await acknowledge(duong, [key], 'p-02')).status).toBe(200);
    expect(await known(duong)).toEqual([]);
    expect((await acknowledge(khanh, [key, `fault:${randomUUID()}`])).status).toBe(200);
    expect((await acknowledge(thao, [key])).status).toBe(200);
    expect(await known(khanh)).toEqual([
      { alarm: key, name: 'Trần Vân Khánh', mine: true, at: expect.any(Number) },
    ]);
    expect(await known(thao)).toMatchObject([{ alarm: key, name: 'Trần Vân Khánh', mine: false }]);
    expect(await known(duong)).toEqual([]);
    expect(await alarms()).toEqual([]);

    const incident = randomUUID();
    const { dev, inst } = await khanh.enrol();
    const writer = new DeviceWriter(dev, inst);
    const { kind, current } = incidentKinds.open;
    const fields = {
      title: 'Tụ tập ở hành lang',
      description: '',
      severity: 'urgent',
      casualties: null,
      place: '',
      cameras: ['cam-011', 'cam-021'],
    };
    writer.writeRaw(
      { actor: 'tran-van-khanh', scope: 'facility:f-01', kind, v: current },
      JSON.stringify({ incident, fields }),
    );
    expect((await khanh.post('/api/sync/push', writer.segment())).status).toBe(200);
    const board = await alarms();
    expect(board).toEqual([
      {
        key: `incident:${incident}:cam-011`,
        camera: 'cam-011',
        facility: 'f-01',
        kind: 'incident',
        severity: 'urgent',
        at: expect.any(Number),
      },
    ]);
    expect(Math.abs((board[0]?.at ?? 0) - Date.now())).toBeLessThan(60_000);
    expect(JSON.stringify(await json(screen.get('/api/display')))).not.toContain('Tụ tập');

    // As a server finds it whose rules are newer than the last word in that log: folded by others, into another shape.
    const { pool } = world.server.context.database;
    await pool.query(
      `update folded_state set model = model - 1, state = '{"was":"otherwise"}' where scope = 'facility:f-01'`,
    );
    const renewed = createBoardAlarms(pool, createFaultStore(pool));
    expect(await renewed.at([{ id: 'cam-011', facility: 'f-01' }])).toContainEqual(board[0]);
  });
});
