import { CameraFaultsResponseSchema } from '@truc/domain/api';
import type { CameraState } from '@truc/media/signalling';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemTimers } from '../config/system-ports.ts';
import { createFaultStore } from '../media/fault-store.ts';
import { FaultWatch } from '../media/fault-watch.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

const afterMs = 300_000;
const states = new Map<string, CameraState>();
let now = Date.now();
let isConnected = true;
let world: TestWorld;
let watch: FaultWatch;

beforeAll(async () => {
  world = await createTestWorld({}, {});
  const { context } = world.server;
  watch = new FaultWatch({
    ...context,
    store: createFaultStore(context.database.pool),
    cameraStates: () => states,
    isConnected: () => isConnected,
    clock: { now: () => now, monotonic: () => now },
    // It looks when the test says so.
    timers: { ...systemTimers, after: () => () => undefined },
    afterMs,
    onChange: () => undefined,
  });
});
afterAll(async () => {
  watch.close();
  await world.close();
});

function live(camera: string): void {
  states.set(camera, { state: 'live', since: now, conditions: [] });
}

async function pass(ms: number): Promise<void> {
  now += ms;
  await watch.look();
}

async function list(browser: Browser) {
  const answer = await browser.get('/api/camera-faults');
  return v.parse(CameraFaultsResponseSchema, await answer.json()).faults;
}

async function decide(browser: Browser, id: string, verdict: string, reason = ''): Promise<number> {
  return (await browser.post('/api/camera-faults/decide', { id, verdict, reason })).status;
}

describe('faults of cameras', () => {
  it('[GL-24] are proposed by the system after the threshold, with cause, to those whom they concern alone', async () => {
    live('cam-011');
    live('cam-021');
    await pass(0);
    states.set('cam-011', { state: 'no_signal', since: now, reason: 'unreachable' });
    await pass(afterMs - 1);
    const [khanh, thao, duong, admin] = await Promise.all(
      (['khanh', 'thao', 'duong', 'admin'] as const).map((name) => world.signedIn(name)),
    );
    if (!khanh || !thao || !duong || !admin) throw new Error('four people');
    expect(await list(thao)).toEqual([]);
    // The SFU tries again meanwhile: the fault is as old as the first loss.
    states.set('cam-011', { state: 'connecting', since: now });
    await pass(1);
    const [proposed] = await list(thao);
    expect(proposed).toMatchObject({ state: 'proposed', camera: 'cam-011', cause: 'network', cameras: 1 });
    expect((await list(khanh)).length).toBe(1);
    expect(await list(duong)).toEqual([]);
    expect(await list(admin)).toEqual([]);
    await pass(10_000);
    expect((await list(thao)).length).toBe(1);

    const id = proposed?.id ?? '';
    expect(await decide(duong, id, 'confirmed')).toBe(404);
    expect(await decide(thao, id, 'dismissed')).toBe(400);
    expect(await decide(thao, id, 'dismissed', 'Đang thay dây')).toBe(200);
    expect(await list(khanh)).toMatchObject([
      { state: 'dismissed', decided: { by: 'Lê Thị Thảo', reason: 'Đang thay dây' } },
    ]);
    // Said once: the second who answers changes nothing.
    expect(await decide(khanh, id, 'confirmed')).toBe(200);
    expect((await list(khanh))[0]?.state).toBe('dismissed');
  });

  it('are over when the picture has come to stay, and may then be proposed again', async () => {
    const thao = await world.signedIn('thao');
    live('cam-011');
    await pass(5_000);
    expect((await list(thao))[0]?.state).toBe('dismissed');
    await pass(6_000);
    expect((await list(thao))[0]?.state).toBe('recovered');
    states.set('cam-011', { state: 'stale', since: now });
    await pass(afterMs);
    expect(await list(thao)).toMatchObject([{ state: 'proposed', cause: 'camera' }, { state: 'recovered' }]);
    live('cam-011');
    await pass(0);
    await pass(11_000);
  });

  it('[4G] are proposed for a picture that arrives and shows nothing of use, with what it shows as the symptom', async () => {
    const thao = await world.signedIn('thao');
    const covered = { code: 'covered', since: now } as const;
    states.set('cam-011', { state: 'live', since: now - 60_000, conditions: [], trouble: covered });
    await pass(afterMs - 1);
    expect((await list(thao))[0]).toMatchObject({ state: 'recovered' });
    await pass(1);
    const [proposed] = await list(thao);
    expect(proposed).toMatchObject({
      state: 'proposed',
      camera: 'cam-011',
      cause: 'picture',
      symptom: 'covered',
    });
    live('cam-011');
    await pass(0);
    expect((await list(thao)).find(({ id }) => id === proposed?.id)?.state).toBe('recovered');
  });

  it('[GL-51] are one central outage while the SFU does not answer, which a facility’s people do not see', async () => {
    const [my, thao] = await Promise.all([world.signedIn('my'), world.signedIn('thao')]);
    isConnected = false;
    await pass(0);
    await pass(afterMs);
    await pass(afterMs);
    const central = (await list(my)).filter(({ asset }) => asset === 'central');
    expect(central).toMatchObject([{ state: 'proposed', facility: null, symptom: 'sfu_unreachable' }]);
    expect((await list(thao)).some(({ asset }) => asset === 'central')).toBe(false);
    expect(await decide(thao, central[0]?.id ?? '', 'confirmed')).toBe(404);
    isConnected = true;
    await pass(1_000);
    expect((await list(my)).find(({ asset }) => asset === 'central')?.state).toBe('recovered');
  });
});
