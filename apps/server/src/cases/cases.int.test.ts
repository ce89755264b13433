import { randomUUID } from 'node:crypto';
import { PushKeyResponseSchema } from '@truc/domain/api';
import { emptyIncident, foldLeaf, incidentKinds, systemActor, type Incidents } from '@truc/domain/incident';
import {
  protocolVersion,
  PullResponseSchema,
  PushResponseSchema,
  readHeader,
  scopeGenesis,
  type ScopeId,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeSha256 } from '../config/system-ports.ts';
import { DeviceWriter } from '../testing/device-writer.ts';
import { startPushService, type PushService } from '../testing/push-service.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let service: PushService;
beforeAll(async () => {
  service = await startPushService();
  world = await createTestWorld({ escalateAfterMs: 1_500, pushServices: [service.origin] });
});
afterAll(async () => {
  await world.close();
  service.close();
});

const scope = 'facility:f-01' as ScopeId;
const found = 1_623_741_600_000;
const report = {
  fields: {
    title: 'Tụ tập, hành lang',
    description: '',
    severity: 'high',
    casualties: null,
    place: '',
    cameras: ['cam-011'],
  },
  kind: 'gathering',
  subject: 'quarantined',
  detectedAt: found,
  from: found - 120_000,
  until: found,
};
const notice = { name: 'Lê Thị Thảo', position: 'Quản lý cơ sở', channel: 'phone', at: found + 120_000 };

type Who = { readonly username: Parameters<TestWorld['signedIn']>[0]; readonly actor: string };
const khanh: Who = { username: 'khanh', actor: 'tran-van-khanh' };
const thao: Who = { username: 'thao', actor: 'le-thi-thao' };

async function deskOf({ username, actor }: Who) {
  const browser = await world.signedIn(username);
  const { dev, inst } = await browser.enrol();
  const writer = new DeviceWriter(dev, inst);
  return {
    browser,
    async say(incident: string, type: keyof typeof incidentKinds, body: object = {}) {
      const { kind, current } = incidentKinds[type];
      writer.writeRaw({ actor, scope, kind, v: current }, JSON.stringify({ incident, ...body }));
      const answer = await browser.post('/api/sync/push', writer.segment(writer.ops.length));
      expect(answer.status).toBe(200);
      const [outcome] = v.parse(PushResponseSchema, await answer.json()).outcomes;
      return outcome;
    },
  };
}

async function read(browser: Browser) {
  const cursor = { scope, epoch: 1, seq: 0, chain: scopeGenesis(nativeSha256, scope, 1) };
  const request = { v: protocolVersion, cursors: [cursor], budgetBytes: 1_000_000, witness: null };
  const pulled = v.parse(PullResponseSchema, await (await browser.post('/api/sync/pull', request)).json());
  const headers: string[] = [];
  const incidents = (pulled.scopes[0]?.leaves ?? []).reduce<Incidents>((before, { op, seq, status }) => {
    const header = readHeader(op);
    if (header === null) throw new Error('every leaf has a header');
    if (header.actor === systemActor) headers.push(op.b);
    const folded = foldLeaf(before, { ...header, base: header.base ?? {}, body: op.b, seq });
    expect(folded.decision?.status).toBe(status);
    return folded.incidents;
  }, {});
  return { incidents, bySystem: headers };
}

const bySystem = async (browser: Browser, incident: string) =>
  (await read(browser)).bySystem.filter((body) => body.includes(incident));

describe('a violation over HTTP', () => {
  it('[GL-21] goes from report to closed in its order, each step by whom it is for', async () => {
    const incident = randomUUID();
    const watch = await deskOf(khanh);
    const manager = await deskOf(thao);
    expect((await watch.say(incident, 'report', report))?.status).toBe('accepted');
    expect(await manager.say(incident, 'acknowledge')).toMatchObject({
      status: 'rejected',
      code: 'stale_state',
    });
    expect((await watch.say(incident, 'notify', notice))?.status).not.toBe('rejected');
    expect(await watch.say(incident, 'acknowledge')).toMatchObject({
      status: 'quarantined',
      code: 'actor_not_permitted',
    });
    await manager.say(incident, 'acknowledge');
    await manager.say(incident, 'measure', { kind: 'remind', text: '', at: found });
    expect(await watch.say(incident, 'check', { remedied: true, text: '' })).toMatchObject({
      status: 'quarantined',
    });
    await manager.say(incident, 'check', { remedied: true, text: 'Đã giải tán' });
    const { incidents } = await read(watch.browser);
    expect(incidents[incident]).toMatchObject({
      status: 'closed',
      violation: {
        notices: [{ name: 'Lê Thị Thảo' }],
        measures: [{ kind: 'remind' }],
        check: { remedied: true },
      },
    });
  });

  it('[GL-21] goes up by itself when nobody acknowledges it, once, also over a restart, in the system’s name', async () => {
    const incident = randomUUID();
    const watch = await deskOf(khanh);
    await watch.say(incident, 'report', report);
    await watch.say(incident, 'notify', notice);
    await world.restart();
    await expect.poll(() => bySystem(watch.browser, incident), { timeout: 15_000 }).toHaveLength(1);
    await world.restart();
    const { incidents } = await read(watch.browser);
    expect(incidents[incident] ?? emptyIncident).toMatchObject({
      status: 'escalated',
      violation: { escalation: { target: 'pmc', automatic: true, by: systemActor } },
    });
    // A second violation goes up later, with the restarted server's chain: the first one is not told again.
    const second = randomUUID();
    await watch.say(second, 'report', report);
    await expect.poll(() => bySystem(watch.browser, second), { timeout: 15_000 }).toHaveLength(1);
    expect(await bySystem(watch.browser, incident)).toHaveLength(1);
  });

  it('[GL-21] does not go up once it is acknowledged', async () => {
    const acknowledged = randomUUID();
    const left = randomUUID();
    const watch = await deskOf(khanh);
    const manager = await deskOf(thao);
    for (const incident of [acknowledged, left]) {
      await watch.say(incident, 'report', report);
      await watch.say(incident, 'notify', notice);
    }
    await manager.say(acknowledged, 'acknowledge');
    await expect.poll(() => bySystem(watch.browser, left), { timeout: 15_000 }).toHaveLength(1);
    expect(await bySystem(watch.browser, acknowledged)).toHaveLength(0);
  });

  it('takes nobody else’s word for the system’s: not by its name, and not by what only it says', async () => {
    const incident = randomUUID();
    const watch = await deskOf(khanh);
    await watch.say(incident, 'report', report);
    const forged = await deskOf({ username: 'khanh', actor: systemActor });
    const body = { target: 'pmc', automatic: true, reason: '' };
    expect(await forged.say(incident, 'escalate', body)).toMatchObject({
      status: 'quarantined',
      code: 'actor_unknown_on_device',
    });
    expect(await watch.say(incident, 'escalate', body)).toMatchObject({
      status: 'rejected',
      code: 'actor_not_permitted',
    });
  });
});

describe('browsers that are called without a page', () => {
  it('[GL-21] are told that there is something, and nothing of it; a browser that is gone or signed out no more', async () => {
    const manager = await deskOf(thao);
    const gone = await deskOf(thao);
    const left = await deskOf(thao);
    for (const [desk, path] of [
      [manager, '/thao'],
      [gone, '/gone'],
      [left, '/left'],
    ] as const)
      expect((await desk.browser.post('/api/push', service.subscription(path))).status).toBe(200);
    await left.browser.post('/api/sign-out', {});
    const watch = await deskOf(khanh);
    await watch.say(randomUUID(), 'report', report);
    await expect.poll(() => service.callsTo('/thao').length).toBe(1);
    const [call] = service.callsTo('/thao');
    const { key } = v.parse(PushKeyResponseSchema, await (await manager.browser.get('/api/push')).json());
    expect(call?.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' });
    expect(call?.headers.authorization).toContain(`k=${key}`);
    expect(call?.body.includes('alarms')).toBe(false);
    expect(service.callsTo('/left')).toEqual([]);
    await expect.poll(() => service.callsTo('/gone').length).toBe(1);
    await expect
      .poll(async () => {
        const rows = await world.server.context.database.pool.query('select endpoint from push_subscription');
        return rows.rows.length;
      })
      .toBe(1);
  });

  it('are called at push services alone, for people whom violations call', async () => {
    const manager = await world.signedIn('thao');
    const elsewhere = { ...service.subscription('/x'), endpoint: 'https://169.254.169.254/latest' };
    expect((await manager.post('/api/push', elsewhere)).status).toBe(404);
    const watch = await world.signedIn('khanh');
    expect((await watch.post('/api/push', service.subscription('/khanh'))).status).toBe(404);
    expect((await watch.get('/api/push')).status).toBe(404);
  });
});
