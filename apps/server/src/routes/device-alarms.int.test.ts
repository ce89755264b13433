import {
  DeviceAlarmReceiptSchema,
  DeviceAlarmsResponseSchema,
  type DeviceAlarmReport,
} from '@truc/domain/api';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let admin: Browser;
beforeAll(async () => {
  world = await createTestWorld();
  admin = await world.signedIn('admin');
});
afterAll(() => world.close());

const emptied: DeviceAlarmReport = {
  kind: 'storage_emptied',
  noticedAt: 1_700_000_000_000,
  inst: 1,
  unsent: 4,
};
const rewritten: DeviceAlarmReport = {
  kind: 'history_rewritten',
  noticedAt: 1_700_000_100_000,
  cause: 'older',
  scope: null,
  seen: 'truc.example/so-truc\n9\nAAAA\n',
  shown: 'truc.example/so-truc\n7\nBBBB\n',
};

async function alarmsFor(browser: Browser) {
  const answer = await browser.get('/api/device-alarms');
  return v.parse(DeviceAlarmsResponseSchema, await answer.json()).alarms;
}

async function auditOf(action: string) {
  const { pool } = world.server.context.database;
  const found = await pool.query<{ outcome: string; object: string | null; detail: unknown }>(
    'select outcome, object, detail from audit where action = $1 order by id',
    [action],
  );
  return found.rows;
}

describe('what a device notices by itself', () => {
  it('[GL-52] is kept once, shown to who examines it, and closed once with a written reason', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    for (const report of [emptied, rewritten, rewritten])
      expect((await khanh.post('/api/device-alarms', report)).status).toBe(200);
    expect(await auditOf('history_rewritten')).toMatchObject([{ outcome: 'granted', object: writer.dev }]);
    expect(await auditOf('storage_emptied')).toHaveLength(1);

    const shown = await alarmsFor(admin);
    expect(shown).toMatchObject([
      { dev: writer.dev, people: ['Trần Vân Khánh'], report: rewritten, examined: null },
      { dev: writer.dev, report: emptied, examined: null },
    ]);
    const id = shown[0]?.id ?? 0;
    const reason = 'Máy chủ được phục hồi từ bản sao lưu cũ.';
    const closing = await admin.post('/api/device-alarms/examined', { id, reason });
    expect(v.parse(DeviceAlarmsResponseSchema, await closing.json()).alarms.at(-1)).toMatchObject({
      id,
      examined: { by: 'Đinh Brel', reason },
    });
    expect(await auditOf('examine_alarm')).toMatchObject([
      { outcome: 'granted', object: writer.dev, detail: { alarm: id, reason } },
    ]);
    expect((await admin.post('/api/device-alarms/examined', { id, reason })).status).toBe(404);
    const again = await khanh.post('/api/device-alarms', rewritten);
    expect(v.parse(DeviceAlarmReceiptSchema, await again.json()).examined).toMatchObject({ reason });
  });

  it('[GL-52] does not exist for who may not examine it, and his attempt is written down', async () => {
    const thao = await world.signedIn('thao');
    expect((await thao.get('/api/device-alarms')).status).toBe(404);
    const closing = { id: 1, reason: 'Không có quyền mà vẫn thử.' };
    expect((await thao.post('/api/device-alarms/examined', closing)).status).toBe(404);
    expect((await auditOf('read_alarms')).at(-1)).toMatchObject({ outcome: 'denied' });
    expect((await auditOf('examine_alarm')).at(-1)).toMatchObject({ outcome: 'denied' });
  });

  it('is taken from enrolled devices alone, and not without end', async () => {
    const stranger = await world.signedIn('my');
    expect((await stranger.post('/api/device-alarms', emptied)).status).not.toBe(200);
    const duong = await world.signedIn('duong');
    await duong.enrolTablet();
    const statuses = new Set<number>();
    for (let at = 0; at < 52; at += 1)
      statuses.add((await duong.post('/api/device-alarms', { ...emptied, noticedAt: at })).status);
    expect([...statuses]).toEqual([200, 429]);
    expect((await duong.post('/api/device-alarms', { ...rewritten, shown: 'a\0b' })).status).toBe(400);
  });
});
