import { LogbookSearchResponseSchema } from '@truc/domain/api';
import type { ScopeId } from '@truc/sync/protocol';
import pg from 'pg';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { redactBody } from '../evidence/redact.ts';
import { DeviceWriter } from '../testing/device-writer.ts';
import { must } from '../testing/must.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let writer: DeviceWriter;
let tablet: Browser;
const own = { actor: 'tran-van-khanh', scope: 'post:p-01' };

beforeAll(async () => {
  world = await createTestWorld();
  tablet = await world.signedIn('khanh');
  const { dev, inst } = await tablet.enrol();
  writer = new DeviceWriter(dev, inst);
  for (const text of ['Nhận ca', 'Nhắc anh Rơ Mah Thu đeo khẩu trang', 'Nhắc chị Mah Rơ', 'Sân có người'])
    writer.write({ ...own, text });
  expect((await tablet.post('/api/sync/push', writer.segment())).status).toBe(200);
  await world.server.context.bookText.catchUp();
});
afterAll(() => world.close());

describe('the search of the books', () => {
  it('[GL-22] finds words without case and diacritics, side by side, in the books that the asker reads', async () => {
    const my = await world.signedIn('my');
    expect(await textsFor(my, 'ro mah')).toEqual(['Nhắc anh Rơ Mah Thu đeo khẩu trang']);
    expect(await textsFor(my, 'NHẮC')).toHaveLength(2);
    expect(await textsFor(my, 'khau tra')).toHaveLength(1);
    expect(await textsFor(my, 'hau')).toEqual([]);
    expect(await textsFor(my, '% _ !')).toEqual([]);
  });

  it('[GL-03] says of a book that the asker may not read that it is not there, and writes the attempt down', async () => {
    const khanh = await world.signedIn('khanh');
    expect(await textsFor(khanh, 'ro mah', 'post:p-01')).toHaveLength(1);
    for (const scope of ['post:p-02', 'post:nowhere'])
      expect((await khanh.post('/api/logbook/search', { text: 'nhac', scope, before: null })).status).toBe(
        404,
      );
    const { rows } = await world.server.context.database.pool.query<{ outcome: string; object: string }>(
      `select outcome, object from audit where action = 'search_logbook' and outcome = 'denied' order by id`,
    );
    expect(rows.map(({ object }) => object)).toEqual(['post:p-02', 'post:nowhere']);
  });

  it('gives an auditor of no book nothing, and turns down what is no question', async () => {
    const my = await world.signedIn('my');
    for (const body of [
      { text: '', scope: null, before: null },
      { text: 'x'.repeat(101), scope: null, before: null },
    ])
      expect((await my.post('/api/logbook/search', body)).status).toBe(400);
    expect(
      (await world.browser().post('/api/logbook/search', { text: 'x', scope: null, before: null })).status,
    ).toBe(401);
  });

  it('[GL-23] brings what was written about an entry with it, found by the words of either', async () => {
    const target = writer.opIds.at(-1) ?? '';
    const correction = { target, text: 'Sân có hai người', reason: 'đếm lại lần nữa' };
    writer.writeRaw({ ...own, kind: 'logbook.correction', v: 1 }, JSON.stringify(correction));
    expect((await tablet.post('/api/sync/push', writer.segment(5))).status).toBe(200);
    await world.server.context.bookText.catchUp();
    for (const text of ['san co nguoi', 'dem lai'])
      expect((await textsFor(tablet, text)).toSorted()).toEqual(['Sân có hai người', 'Sân có người']);
  });

  it('forgets a body that was ordered out', async () => {
    const owner = new pg.Client({ connectionString: world.database.ownerUrl });
    await owner.connect();
    const order = { scope: 'post:p-01' as ScopeId, seq: 1, decision: '12/QĐ', orderedBy: 'Tòa án' };
    must(await redactBody(owner, order));
    await owner.end();
    expect(await textsFor(await world.signedIn('my'), 'nhan ca')).toEqual([]);
    const { rows } = await world.server.context.database.pool.query('select 1 from book_text where seq = 1');
    expect(rows).toEqual([]);
  });
});

async function textsFor(browser: Browser, text: string, scope: string | null = null): Promise<string[]> {
  const answer = await browser.post('/api/logbook/search', { text, scope, before: null });
  expect(answer.status).toBe(200);
  const { found } = v.parse(LogbookSearchResponseSchema, await answer.json());
  return found.map(({ op }) => v.parse(v.object({ text: v.string() }), JSON.parse(op.b)).text);
}
