import {
  AcknowledgeAlarmsSchema,
  ActOnAccountSchema,
  ActOnFocalListSchema,
  AskClashesSchema,
  AskLooksSchema,
  CheckDeviceSchema,
  InspectSchema,
  MaintainSchema,
  AskingSchema,
  AskViewingSchema,
  DecideFaultSchema,
  DecideViewingHereSchema,
  DecideViewingSchema,
  DeviceOrderSchema,
  DriveWallSchema,
  EndViewingSchema,
  OpenOwnWallSchema,
  PairKioskSchema,
  RenameKioskSchema,
  RevokeKioskSchema,
  SayWatchSchema,
  SignInRequestSchema,
} from '@truc/domain/api';
import { PlaybackGrantRequestSchema, ViewingGrantRequestSchema } from '@truc/media/signalling';
import {
  EnrolRequestSchema,
  ErrorBodySchema,
  LeaseRequestSchema,
  PullRequestSchema,
  PushRequestSchema,
  WatchScopesSchema,
  WipedRequestSchema,
} from '@truc/sync/protocol';
import * as fc from 'fast-check';
import { io } from 'socket.io-client';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { completeConfig } from '../config/config.ts';
import { arbitraryOf } from '../testing/arbitrary-of.ts';
import { damaged } from '../testing/damage.ts';
import type { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let khanh: Browser;
let admin: Browser;
let writer: DeviceWriter;
let sealed: unknown;

beforeAll(async () => {
  const { limits } = completeConfig({});
  world = await createTestWorld({ limits: { ...limits, failuresPerAddress: 1e9 } });
  admin = await world.signedIn('admin');
  khanh = await world.signedIn('khanh');
  const tablet = await khanh.enrolTablet();
  writer = tablet.writer;
  for (const text of ['Một', 'Hai', 'Ba'])
    writer.write({ actor: 'tran-van-khanh', scope: 'post:p-01', text });
  sealed = writer.sealedSegment(tablet.trust.seal);
});
afterAll(() => world.close());

const messages: readonly [path: string, schema: v.GenericSchema][] = [
  ['/api/sync/enrol', EnrolRequestSchema],
  ['/api/sync/lease', LeaseRequestSchema],
  ['/api/sync/push', PushRequestSchema],
  ['/api/sync/carry', PushRequestSchema],
  ['/api/sync/pull', PullRequestSchema],
  ['/api/sync/wiped', WipedRequestSchema],
  ['/api/devices/order', DeviceOrderSchema],
  ['/api/sign-in', SignInRequestSchema],
  ['/api/viewing-grants', ViewingGrantRequestSchema],
  ['/api/playback-grants', PlaybackGrantRequestSchema],
  ['/api/viewing-requests', AskViewingSchema],
  ['/api/viewing-requests/decide', DecideViewingSchema],
  ['/api/viewing-requests/decide-here', DecideViewingHereSchema],
  ['/api/viewing-requests/end', EndViewingSchema],
  ['/api/camera-faults/decide', DecideFaultSchema],
  ['/api/kiosks/asking', AskingSchema],
  ['/api/kiosks/pair', PairKioskSchema],
  ['/api/kiosks/rename', RenameKioskSchema],
  ['/api/kiosks/revoke', RevokeKioskSchema],
  ['/api/walls/drive', DriveWallSchema],
  ['/api/walls/open', OpenOwnWallSchema],
  ['/api/wall-watch', SayWatchSchema],
  ['/api/camera-alarms/acknowledge', AcknowledgeAlarmsSchema],
  ['/api/inspections/act', InspectSchema],
  ['/api/inspections/looks', AskLooksSchema],
  ['/api/maintenance/act', MaintainSchema],
  ['/api/maintenance/check', CheckDeviceSchema],
  ['/api/maintenance/clashes', AskClashesSchema],
  ['/api/focal-lists/act', ActOnFocalListSchema],
  ['/api/accounts/act', ActOnAccountSchema],
];

/** Everything that a message may change, and that a refused one may not. */
async function contents(): Promise<string> {
  const counts = await world.server.context.database.pool.query(
    `select (select count(*) from leaf) leaves, (select count(*) from segment) segments,
       (select count(*) from device_installation) installations, (select count(*) from lease) leases,
       (select coalesce(sum(last_n), 0) from device_installation) last_n,
       (select coalesce(sum(max_n_declared), 0) from device_installation) declared,
       (select count(*) from wipe_order) wipes, (select count(*) from viewing_grant) grants,
       (select count(*) from role_assignment) roles,
       (select count(*) from kiosk_event) kiosks, (select count(*) from wall_command) commands`,
  );
  return JSON.stringify(counts.rows[0]);
}

/** An answer of ours by name; whoever is refused has changed nothing. */
async function send(path: string, text: string): Promise<void> {
  const before = await contents();
  const browser = path.startsWith('/api/devices') ? admin : khanh;
  const answer = await browser.post(path, text);
  const body = await answer.text();
  if (answer.status === 200) return;
  const { code } = v.parse(ErrorBodySchema, JSON.parse(body));
  expect(code, body).not.toBe('internal');
  expect(answer.status, body).toBeLessThan(500);
  expect(body).not.toMatch(/node_modules|at \w+ \(|\.ts:/);
  expect(await contents(), `${path} ${text.slice(0, 200)}`).toBe(before);
}

const runs = 120;
const check = (property: fc.IAsyncProperty<[string]>) => fc.assert(property, { numRuns: runs });

describe('every message', () => {
  it('of a person who typed what no database keeps is refused by name', async () => {
    const { dev } = writer;
    for (const text of ['\0', '\ud800']) {
      await send('/api/sign-in', JSON.stringify({ username: text, password: text }));
      await send('/api/devices/order', JSON.stringify({ dev, order: 'unblock', reason: text }));
    }
  });

  it.each(messages)('%s of any value that its schema takes gets an answer of ours', async (path, schema) => {
    const any = arbitraryOf(schema).map((value) => JSON.stringify(value));
    await check(fc.asyncProperty(any, (text) => send(path, text)));
  });

  it.each(messages)('%s that was damaged is refused by name and changes nothing', async (path, schema) => {
    const any = arbitraryOf(schema).chain(damaged);
    await check(fc.asyncProperty(any, (text) => send(path, text)));
  });

  it('of a true tablet that was damaged is refused by name, or kept whole', async () => {
    for (const truly of [writer.segment(), sealed])
      for (const path of ['/api/sync/push', '/api/sync/carry'])
        await check(fc.asyncProperty(damaged(truly), (text) => send(path, text)));
    const answer = await khanh.post('/api/sync/push', writer.segment());
    expect(answer.status).toBe(200);
  });

  it('over the socket is answered, whatever it is', async () => {
    const socket = io(world.server.url, {
      path: '/rt',
      extraHeaders: { cookie: khanh.cookie },
      forceNew: true,
    });
    const watch = (payload: unknown) =>
      socket.timeout(5_000).emitWithAck('watch', payload) as Promise<object>;
    const any = fc.oneof(arbitraryOf(WatchScopesSchema), fc.jsonValue(), fc.constantFrom('\ud800', [[[]]]));
    await fc.assert(
      fc.asyncProperty(any, async (payload) => {
        const answer = await watch(payload);
        expect('code' in answer ? answer : Object.keys(answer)).toEqual(
          'code' in answer ? { code: 'unparseable' } : ['scopes'],
        );
      }),
      { numRuns: runs },
    );
    socket.close();
  });

  it('leaves the server in good health: it answers, and its memory is not theirs', async () => {
    expect((await world.browser().get('/readyz')).status).toBe(200);
    globalThis.gc?.();
    expect(process.memoryUsage().heapUsed).toBeLessThan(600 * 2 ** 20);
  });
});
