import { randomBytes } from 'node:crypto';
import { DeviceIdSchema, PushResponseSchema } from '@truc/sync/protocol';
import { goldenOutboxes } from '@truc/sync/testing';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

/** The tablet comes back: the server knows its installation and that its person signed in there, and gives it a new cookie. */
async function comeBack({ dev, inst }: { dev: string; inst: number }): Promise<Browser> {
  const { pool } = world.server.context.database;
  await pool.query('insert into device (id, token_hash) values ($1, $2)', [dev, randomBytes(32)]);
  await pool.query('insert into device_installation (dev, inst) values ($1, $2)', [dev, inst]);
  await pool.query(`insert into device_login (dev, person) values ($1, 'tran-van-khanh')`, [dev]);
  const browser = await world.signedIn('khanh');
  expect(await browser.enrol({ dev: v.parse(DeviceIdSchema, dev), inst })).toMatchObject({ dev, inst });
  return browser;
}

describe('tablets of earlier versions', () => {
  it.each(goldenOutboxes)(
    '[PV4] get everything accepted that wire version $wire left unsent',
    async (golden) => {
      for (const place of golden.installations) {
        const browser = await comeBack(place);
        const own = golden.pushes.filter((push) => v.is(v.object({ dev: v.literal(place.dev) }), push));
        for (const push of own) {
          const answer = await browser.post('/api/sync/push', push);
          expect(answer.status).toBe(200);
          const { outcomes } = v.parse(PushResponseSchema, await answer.json());
          expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => 'accepted'));
        }
      }
    },
  );
});
