import { describe, expect, it } from 'vitest';
import type { Decided, Decider } from '@truc/sync/server';
import { createWorld, gate } from './client-world.ts';
import { sampleCommand } from './samples.ts';

/** Rules that answer with the outcome that the command asks for. */
const asAsked: Decider = {
  model: 1,
  decides: (scope) => scope === gate,
  decide: (state, { body }) => ({ state, ...(JSON.parse(body) as Pick<Decided, 'status' | 'code'>) }),
};

const asked = [
  { status: 'accepted', code: null },
  { status: 'rejected', code: 'stale_state' },
  { status: 'accepted', code: null },
  { status: 'conflict', code: 'field_conflict' },
  { status: 'merged', code: 'parallel_update' },
  { status: 'accepted', code: null },
] as const;

async function sentWorld() {
  const world = createWorld({ decider: asAsked });
  await world.client.start();
  await world.crank();
  for (const body of asked) await world.client.write(sampleCommand({ body: { ...body } }));
  await world.crank();
  return world;
}

describe('commands that a decider judges', () => {
  it('[IN9] never hold up what follows: a rejected and a conflicting one stand in the log like the others', async () => {
    const world = await sentWorld();
    expect(world.client.status()).toMatchObject({ unsent: 0, needsYou: 2, problems: [] });
    expect(world.log.leaves.map(({ status, code }) => ({ status, code }))).toEqual(asked);
    await world.client.write(sampleCommand({ body: { status: 'accepted', code: null } }));
    await world.crank();
    expect(world.client.status()).toMatchObject({ unsent: 0, needsYou: 2 });
  });

  it('[OB4] keep their outcome on the device: what was rejected or conflicts needs its author', async () => {
    const { outbox } = await sentWorld();
    expect(outbox.rows.map(({ state }) => state)).toEqual([
      'acknowledged',
      'needs_you',
      'acknowledged',
      'needs_you',
      'acknowledged',
      'acknowledged',
    ]);
    expect(outbox.journal.map(({ outcome: { status, code } }) => ({ status, code }))).toEqual(asked);
  });
});
