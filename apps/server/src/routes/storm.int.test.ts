import { gzipSync } from 'node:zlib';
import { setTimeout as wait } from 'node:timers/promises';
import { compactOperations, ErrorBodySchema, laneHeader } from '@truc/sync/protocol';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeSha256 } from '../config/system-ports.ts';
import type { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

const limits = { ingestAtOnce: 4, urgentAtOnce: 2, ingestWaiting: 64, failuresPerAddress: 30 };
const own = { actor: 'tran-van-khanh', scope: 'post:p-01' };

describe('a storm', () => {
  const [devices, each, batch] = [40, 100, 25];
  const lossRate = 0.3;
  const copies = 5;
  let world: TestWorld;
  beforeAll(async () => {
    world = await createTestWorld({ limits: { ...limits, ingestSeats: 8 } });
  });
  afterAll(() => world.close());

  it('[SV4] [CW1] [ST4] takes every operation once, with 30 % of the replies lost and five copies of each push at once', async () => {
    const tablets: { browser: Browser; writer: DeviceWriter }[] = [];
    for (let at = 0; at < devices; at += 1) {
      const browser = await world.signedIn('khanh');
      const { writer } = await browser.enrolTablet();
      for (let number = 1; number <= each; number += 1) writer.write({ ...own, text: `Mục ${at}.${number}` });
      tablets.push({ browser, writer });
    }
    const turns = (await Promise.all(tablets.map(comeBack))).reduce((sum, told) => sum + told, 0);
    const { pool } = world.server.context.database;
    const found = await pool.query<{ header: Buffer; seq: number }>(
      'select header, seq from leaf where scope = $1 order by seq',
      [own.scope],
    );
    expect(found.rows.map(({ seq }) => seq)).toEqual(
      Array.from({ length: devices * each }, (_, at) => at + 1),
    );
    const kept = found.rows.map(({ header }) => header.toString());
    for (const { writer } of tablets) {
      const mine = new Set(writer.ops.map(({ h }) => h));
      expect(kept.filter((header) => mine.has(header))).toEqual(writer.ops.map(({ h }) => h));
    }
    expect(turns).toBeGreaterThan(0);
  }, 120_000);

  /** Sends each batch five times at once, believes only some of the replies, and goes on when one came. */
  async function comeBack({ browser, writer }: { browser: Browser; writer: DeviceWriter }): Promise<number> {
    let turns = 0;
    for (let from = 1; from <= each;) {
      const plain = writer.segment(from, from + batch - 1);
      const body = gzipSync(
        JSON.stringify({ ...plain, ops: compactOperations(plain.ops, plain, nativeSha256) }),
      );
      const answers = await Promise.all(
        Array.from({ length: copies }, () =>
          browser.post('/api/sync/push', body, { 'content-encoding': 'gzip' }),
        ),
      );
      for (const answer of answers) expect([200, 429]).toContain(answer.status);
      turns += answers.filter(({ status }) => status === 429).length;
      const heard = answers.filter(({ status }) => status === 200 && Math.random() >= lossRate);
      if (heard.length > 0) from += batch;
      else await wait(20);
    }
    return turns;
  }
});

describe('a crowded server', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await createTestWorld({ limits: { ...limits, ingestSeats: 0 } });
  });
  afterAll(() => world.close());

  it('[ST3] tells a push its turn before it reads the body', async () => {
    const khanh = await world.signedIn('khanh');
    await khanh.enrol();
    const answer = await khanh.post('/api/sync/push', 'no body that anybody would take');
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).not.toBeNull();
    const told = v.parse(ErrorBodySchema, await answer.json());
    expect(told).toMatchObject({ code: 'too_many_requests', maxBatch: 250 });
    expect(told.retryAfterMs).toBeGreaterThan(0);
  });

  it('[ST2] takes what is urgent all the same, and what calls itself that and is long in no lane of its own', async () => {
    const khanh = await world.signedIn('khanh');
    const { writer } = await khanh.enrolTablet();
    writer.write({ ...own, text: 'Cháy ở nhà xe' });
    const urgent = await khanh.post('/api/sync/push', writer.segment(), { [laneHeader]: 'urgent' });
    expect(await urgent.json()).toMatchObject({ outcomes: [{ status: 'accepted' }] });
    for (let at = 0; at < 60; at += 1) writer.write({ ...own, text: `Mục ${at}` });
    const long = await khanh.post('/api/sync/push', writer.segment(2), { [laneHeader]: 'urgent' });
    expect(long.status).toBe(429);
  });
});
