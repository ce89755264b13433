import { randomUUID } from 'node:crypto';
import {
  DisplayResponseSchema,
  OwnWallSchema,
  DriveAnswerSchema,
  PairingSchema,
  WallsResponseSchema,
  type DriveWall,
} from '@truc/domain/api';
import { firstWallState } from '@truc/domain/watch';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let thao: Browser;
let khanh: Browser;
let duong: Browser;
let screen: Browser;
const wall = randomUUID();
const state = { ...firstWallState(['cam-011']), tiles: 4 } as const;

beforeAll(async () => {
  world = await createTestWorld();
  thao = await world.signedIn('thao');
  khanh = await world.signedIn('khanh');
  duong = await world.signedIn('duong');
  screen = world.browser();
  const asked = v.parse(PairingSchema, await json(screen.post('/api/display/pairing', {})));
  await thao.post('/api/kiosks/pair', {
    id: wall,
    code: asked.state === 'waiting' ? asked.code : '',
    name: 'Màn hình 1',
    place: 'Phòng trực',
    post: 'p-01',
    purpose: 'supervise_compliance',
    cameras: ['cam-011'],
    until: Date.now() + 60_000,
  });
});
afterAll(() => world.close());

const json = async (answer: Promise<Response>): Promise<unknown> => (await answer).json();
const command = (change: Partial<DriveWall> = {}): DriveWall => ({
  id: randomUUID(),
  wall,
  base: 0,
  state,
  ...change,
});
async function drive(by: Browser, change: Partial<DriveWall>) {
  const answer = await by.post('/api/walls/drive', command(change));
  if (answer.status !== 200) return String(answer.status);
  const { outcome, wall: now } = v.parse(DriveAnswerSchema, await answer.json());
  return `${outcome} ${now.wall.version} ${now.wall.driver?.name ?? '-'}`;
}
const shown = async () => v.parse(DisplayResponseSchema, await json(screen.get('/api/display'))).wall;

describe('a wall that is driven from a desk', () => {
  it('[GL-20] follows the watch of its post and whoever answers for it, by turns, and names who drives', async () => {
    expect(await drive(duong, {})).toBe('404');
    expect(await drive(khanh, {})).toBe('done 1 Trần Vân Khánh');
    expect(await shown()).toMatchObject({
      version: 1,
      state: { tiles: 4 },
      driver: { name: 'Trần Vân Khánh', mine: false },
    });
    expect(await drive(khanh, { base: 0 })).toBe('changed 1 Trần Vân Khánh');
    expect(await drive(thao, { base: 1 })).toBe('done 2 Lê Thị Thảo');
    expect(await drive(khanh, { base: 2 })).toBe('held 2 Lê Thị Thảo');
    expect(await drive(khanh, { base: 2, state: null })).toBe('not_driving 2 Lê Thị Thảo');
    expect(await drive(thao, { base: 2, state: null })).toBe('done 3 -');
    expect(await shown()).toMatchObject({
      version: 3,
      state: { tiles: 4, cameras: ['cam-011'] },
      driver: null,
    });
  });

  it('takes a command that is sent again for the same, and keeps what it shows over a restart of the server', async () => {
    const again = command({ base: 3, state: { ...state, enlarged: 0 } });
    for (let time = 0; time < 2; time += 1)
      expect(await json(thao.post('/api/walls/drive', again))).toMatchObject({
        outcome: 'done',
        wall: { wall: { version: 4 } },
      });
    await world.restart();
    expect(await shown()).toMatchObject({ version: 4, state: { enlarged: 0 } });
  });

  it('shows no camera that it may not, or that whoever drives may not watch', async () => {
    expect(await drive(thao, { base: 4, state: { ...state, cameras: ['cam-021'] } })).toBe('404');
    const my = await world.signedIn('my');
    expect(v.parse(WallsResponseSchema, await json(my.get('/api/walls'))).walls).toEqual([]);
    expect(await drive(my, { base: 4 })).toBe('404');
  });

  it('is told at once that there is something new, and says what it shows', async () => {
    const socket = io(world.server.url, {
      path: '/rt',
      transports: ['websocket'],
      extraHeaders: { cookie: screen.cookie, origin: world.server.url },
      forceNew: true,
    });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const hinted = new Promise<unknown>((resolve) => socket.once('hint', resolve));
    const before = performance.now();
    await drive(thao, { base: 4 });
    expect(await hinted).toEqual({ about: 'walls' });
    expect(performance.now() - before).toBeLessThan(2_000);
    expect((await screen.post('/api/display/shown', { version: 5, tiles: 4, live: 1, page: 0 })).status).toBe(
      200,
    );
    const { walls } = v.parse(WallsResponseSchema, await json(thao.get('/api/walls')));
    expect(walls).toMatchObject([
      { id: wall, kind: 'kiosk', cameras: ['cam-011'], shown: { version: 5, live: 1 } },
    ]);
    socket.close();
  });

  it('writes every command down, and each attempt without a right', async () => {
    const { pool } = world.server.context.database;
    const kept = await pool.query<{ version: number; by_person: string; let_go: boolean }>(
      'select version, by_person, let_go from wall_command order by version',
    );
    expect(kept.rows.map(({ version, by_person: by, let_go: let_ }) => [version, by, let_])).toEqual([
      [1, 'tran-van-khanh', false],
      [2, 'le-thi-thao', false],
      [3, 'le-thi-thao', true],
      [4, 'le-thi-thao', false],
      [5, 'le-thi-thao', false],
    ]);
    const denied = await pool.query(
      `select count(*)::int as count from audit where action = 'drive_wall' and outcome = 'denied'`,
    );
    expect(denied.rows).toEqual([{ count: 3 }]);
  });
});

describe('a wall of one’s own', () => {
  const own = randomUUID();
  const opened = {
    wall: own,
    name: 'Bàn bên cửa sổ',
    post: 'p-01',
    purpose: 'supervise_compliance',
    state,
    shown: { version: 0, tiles: 4, live: 0, page: 0 },
  };

  it('is driven by its person alone, from another desk of his', async () => {
    expect(await json(khanh.post('/api/walls/open', opened))).toMatchObject({
      wall: { kind: 'own', wall: { version: 0 } },
    });
    const desk = await world.signedIn('khanh');
    expect(await drive(desk, { wall: own, state: { ...state, tiles: 1 } })).toBe('done 1 Trần Vân Khánh');
    const now = v.parse(OwnWallSchema, await json(khanh.post('/api/walls/open', opened)));
    expect(now.wall.wall).toMatchObject({ version: 1, state: { tiles: 1 }, driver: { mine: true } });
    expect(await drive(thao, { wall: own })).toBe('404');
    expect((await thao.post('/api/walls/open', opened)).status).toBe(404);
  });
});
