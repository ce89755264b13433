import { PushResponseSchema, type Outcome } from '@truc/sync/protocol';
import * as fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type Browser, type Tablet, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let khanh: Browser;
let tablet: Tablet;
beforeAll(async () => {
  world = await createTestWorld();
  khanh = await world.signedIn('khanh');
  tablet = await khanh.enrolTablet();
});
afterAll(() => world.close());

const actor = 'tran-van-khanh';

/** What happens between two contacts, and how the tablet comes back. */
const history = fc.array(
  fc.record({
    writes: fc.integer({ min: 1, max: 4 }),
    /** Whether the role stands at the receipt. */
    isPermitted: fc.boolean(),
    /** A tablet that can read itself no more still sends, sealed. */
    isSealed: fc.boolean(),
    isSentTwice: fc.boolean(),
    renewsLease: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

async function permit(isPermitted: boolean): Promise<void> {
  await world.server.provisionPerson({
    id: actor,
    username: 'khanh',
    name: 'Trần Vân Khánh',
    position: 'Nhân viên trực',
    agency: 'Cơ sở cách ly',
    password: 'không dùng đến',
    roles: isPermitted ? [{ role: 'facility_watch', facility: 'f-01', district: null, post: null }] : [],
  });
}

async function push(body: unknown): Promise<readonly Outcome[]> {
  const answer = await khanh.post('/api/sync/push', body);
  expect(answer.status).toBe(200);
  return v.parse(PushResponseSchema, await answer.json()).outcomes;
}

describe('whatever befalls a right while its holder writes offline', () => {
  it('[LE4] [SE1] nothing that he wrote is lost: each stands in the book or waits for the manager, once', async () => {
    const { writer, trust } = tablet;
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        for (const { writes, isPermitted, isSealed, isSentTwice, renewsLease } of steps) {
          const from = writer.ops.length + 1;
          for (let at = 0; at < writes; at += 1)
            writer.write({ actor, scope: 'post:p-01', text: `Mục ${from + at}` });
          await permit(isPermitted);
          const body = isSealed ? writer.sealedSegment(trust.seal, from) : writer.segment(from);
          const outcomes = await push(body);
          if (isSentTwice) expect(await push(body)).toEqual(outcomes);
          expect(outcomes.map(({ status }) => status)).toEqual(
            outcomes.map(() => (isPermitted ? 'accepted' : 'quarantined')),
          );
          // A lease that was issued without the right holds no scope: what is written under it never was permitted.
          if (renewsLease && isPermitted) writer.lease = (await khanh.lease(writer)).lease.id;
        }
      }),
      { numRuns: 25 },
    );
    const found = await world.server.context.database.pool.query<{ op_id: string; count: number }>(
      `select op_id, count(*) from leaf where dev = $1 group by op_id`,
      [writer.dev],
    );
    expect(new Map(found.rows.map((row) => [row.op_id, row.count]))).toEqual(
      new Map(writer.opIds.map((opId) => [opId, 1])),
    );
  });
});
