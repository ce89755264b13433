import { randomUUID } from 'node:crypto';
import { hintEvent, TimelineResponseSchema, type TimelineResponse } from '@truc/domain/api';
import { faultKinds } from '@truc/domain/fault-log';
import { incidentKinds } from '@truc/domain/incident';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

const day = 24 * 3_600_000;

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

function addressOf(from = world.server.context.clock.now() - 7 * day, length = 8 * day): string {
  return `/api/timeline?from=${Math.floor(from)}&to=${Math.floor(from + length)}`;
}

async function read(browser: Browser): Promise<TimelineResponse> {
  const answer = await browser.get(addressOf());
  expect(answer.status).toBe(200);
  return v.parse(TimelineResponseSchema, await answer.json());
}

type Command = { readonly scope: string; readonly kind: { readonly kind: string; readonly current: number } };

async function push(browser: Browser, { scope, kind }: Command, body: object): Promise<void> {
  const { dev, inst } = await browser.enrol();
  const writer = new DeviceWriter(dev, inst);
  writer.writeRaw({ actor: 'tran-van-khanh', scope, kind: kind.kind, v: kind.current }, JSON.stringify(body));
  expect((await browser.post('/api/sync/push', writer.segment(1))).status).toBe(200);
}

async function openIncident(): Promise<string> {
  const incident = randomUUID();
  const fields = { description: '', severity: 'high', casualties: null, place: '', cameras: [] };
  const body = { incident, fields: { ...fields, title: 'Tụ tập' } };
  await push(await world.signedIn('khanh'), { scope: 'facility:f-01', kind: incidentKinds.open }, body);
  return incident;
}

async function reportFault(): Promise<string> {
  const fault = randomUUID();
  const since = world.server.context.clock.now() - 3_600_000;
  const asset = { kind: 'camera', id: 'cam-011', name: 'Cổng chính' };
  const body = { fault, asset, symptom: 'no_picture', detail: '', since, permit: '', proposal: null };
  await push(await world.signedIn('khanh'), { scope: 'faults:f-01', kind: faultKinds.report }, body);
  return fault;
}

describe('the timeline of the province', () => {
  it('is for nobody who is not signed in', async () => {
    expect((await world.browser().get(addressOf())).status).toBe(401);
  });

  it.each(['', '?from=5&to=5', `?from=0&to=${40 * day}`, '?from=a&to=b', '?from=0&to=1&x=1'])(
    'refuses the stretch "%s"',
    async (query) => {
      const my = await world.signedIn('my');
      expect((await my.get(`/api/timeline${query}`)).status).toBe(400);
    },
  );

  it('[GL-21] [GL-24] shows what was opened and reported, and where', async () => {
    const [incident, fault] = [await openIncident(), await reportFault()];
    const { items } = await read(await world.signedIn('my'));
    expect(items.find(({ id }) => id === incident)).toMatchObject({
      kind: 'incident',
      facility: 'f-01',
      title: 'Tụ tập',
      severity: 'high',
      to: null,
    });
    expect(items.find(({ id }) => id === fault)).toMatchObject({ kind: 'fault', unwatched: true, to: null });
  });

  it('[GL-20] shows that a post is without anybody', async () => {
    const { items } = await read(await world.signedIn('my'));
    expect(items.filter(({ kind }) => kind === 'gap').map(({ facility }) => facility)).toContain('f-02');
  });

  it('[GL-03] neither names nor counts a facility of which one may read nothing', async () => {
    await openIncident();
    const ofWatch = await read(await world.signedIn('khanh'));
    expect(ofWatch.facilities.map(({ id }) => id)).toEqual(['f-01']);
    expect(ofWatch.items.every(({ facility }) => facility === 'f-01')).toBe(true);
    expect(await read(await world.signedIn('admin'))).toMatchObject({ facilities: [], items: [] });
  });

  it('leaves out what ended before the stretch or begins after it', async () => {
    const my = await world.signedIn('my');
    const answer = await my.get(addressOf(0, day));
    const { items } = v.parse(TimelineResponseSchema, await answer.json());
    expect(items.filter(({ kind }) => kind !== 'gap')).toEqual([]);
  });

  it('writes down who opened it, once while it is open', async () => {
    const reader = await world.signedIn('khanh');
    await read(reader);
    await read(reader);
    const lines = await world.server.context.database.query
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'read_timeline')
      .where('person', '=', 'tran-van-khanh')
      .execute();
    expect(lines).toHaveLength(1);
  });

  it('[GL-21] tells an open page at once of a new incident', async () => {
    const my = await world.signedIn('my');
    await read(my);
    const socket = io(world.server.url, {
      path: '/rt',
      transports: ['websocket'],
      extraHeaders: { cookie: my.cookie, origin: world.server.url },
    });
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const told = new Promise<unknown>((resolve) => socket.once(hintEvent, resolve));
    const incident = await openIncident();
    expect(await told).toEqual({ about: 'timeline' });
    expect((await read(my)).items.map(({ id }) => id)).toContain(incident);
    socket.close();
  });
});
