import { protocolVersion, PullResponseSchema, scopeGenesis, type ScopeId } from '@truc/sync/protocol';
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it, describe } from 'vitest';
import { nativeSha256 } from '../../config/system-ports.ts';
import { createTestWorld, type TestWorld } from '../test-world.ts';
import { drillLeaks } from './drill.ts';
import { askOracle } from './oracle.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

const pulls = 100_000;
/** A busy machine does as many as it can; a calm one all of them. */
const limitMs = 60_000;

describe('what a pull gives', () => {
  it(
    `[CU10] is never outside the grants: ${pulls} random pulls while grants change, against an SQL oracle`,
    { timeout: limitMs + 60_000 },
    async () => {
      const seed = Number(process.env.TRUC_SEED ?? 20_210_615);
      const since = performance.now();
      const figures = await drillLeaks({
        server: world.server,
        pulls,
        seed,
        isOver: () => performance.now() - since > limitMs,
      });
      const name = `seed ${seed}: ${JSON.stringify(figures)}`;
      expect([figures.leaked, figures.withheld, figures.unwritten], name).toEqual([0, 0, 0]);
      expect(figures.leaves, name).toBeGreaterThan(figures.pulls);
      expect(figures.pulls, name).toBeGreaterThan(pulls / 20);
    },
  );

  it('[CU10] is through the HTTP door what the oracle says, for everybody, also right after a role ended', async () => {
    const grants = await askOracle(world.server.context.database.pool);
    const people = {
      khanh: 'tran-van-khanh',
      duong: 'kpa-duong',
      my: 'nguyen-ha-my',
      admin: 'quan-tri',
    } as const;
    const books = ['post:p-01', 'post:p-02', 'post:leak-p0', 'quarantine:f-01'] as ScopeId[];
    for (const [username, person] of Object.entries(people)) {
      const browser = await world.signedIn(username as keyof typeof people);
      const cursors = books.map((scope) => ({
        scope,
        epoch: 1,
        seq: 0,
        chain: scopeGenesis(nativeSha256, scope, 1),
      }));
      const request = { v: protocolVersion, cursors, budgetBytes: 65_536, witness: null };
      const answer = await browser.post('/api/sync/pull', request);
      const { problems } = v.parse(PullResponseSchema, await answer.json());
      const denied = books.filter((scope) => grants.get(person)?.has(scope) !== true);
      expect([person, problems.map(({ scope }) => scope)]).toEqual([person, denied]);
    }
  });
});
