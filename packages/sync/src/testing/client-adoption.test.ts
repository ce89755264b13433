import { sha256 } from '@noble/hashes/sha2.js';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import type { SettledBy, SettledOperation } from '@truc/sync/client';
import { DeviceIdSchema, OperationIdSchema, readHeader } from '@truc/sync/protocol';
import { acceptPush, type Judge } from '@truc/sync/server';
import { createWorld, gate, type World } from './client-world.ts';
import { createMemoryLog, enrolInMemory } from './memory-log.ts';
import { sampleCommand, sampleDevice, sampleDeviceRow, samplePush, sampleRecords } from './samples.ts';
import { openJudge, openNothing, unsigned } from './test-server.ts';

const SettledSchema = v.object({
  by: v.optional(v.picklist(['adoption', 'refusal', 'resolution']), 'adoption'),
  adopts: v.object({ dev: DeviceIdSchema, inst: v.number(), n: v.number(), opId: OperationIdSchema }),
});

/** In earnest the domain says which operation is settled. */
const settledBy: SettledBy = ({ leaves }) =>
  Promise.resolve(
    leaves.flatMap((leaf): SettledOperation[] => {
      const body = v.safeParse(SettledSchema, JSON.parse(leaf.op.b));
      return body.success ? [{ ...body.output.adopts, by: body.output.by, leaf }] : [];
    }),
  );

const quarantineAll: Judge = {
  async decide(place, questions) {
    const open = await openJudge.decide(place, questions);
    return open.map(({ quarantine }) => ({ status: 'quarantined', code: 'revoked_since', quarantine }));
  },
};

/** A manager's device adopts, under the same or under another identity of the operation. */
async function adopt(
  world: World,
  { by = 'adoption', ...change }: { readonly opId?: string; readonly by?: SettledOperation['by'] } = {},
): Promise<void> {
  const [row] = world.outbox.rows;
  const header = row === undefined ? null : readHeader(row.record.op);
  if (header === null) throw new Error('an entry was written');
  const { dev, inst, n, opId } = header;
  const manager = sampleDeviceRow(sampleDevice(99));
  enrolInMemory(world.log, manager.dev, 1);
  const body = { by, adopts: { dev, inst, n, opId, ...change } };
  const { records } = sampleRecords(1, manager, { body });
  const request = samplePush(
    manager,
    1,
    records.map(({ op }) => op),
  );
  const ports = { judge: openJudge, unseal: openNothing, signatures: unsigned, sha256, clock: world.time };
  await acceptPush(
    { request, device: manager.dev, receivedAt: 1 },
    { ...ports, store: createMemoryLog(world.log, world.time) },
  );
}

async function waitingWorld(): Promise<World> {
  const world = createWorld({ judge: quarantineAll, settledBy });
  await world.client.start();
  await world.crank();
  world.client.follow([gate]);
  await world.client.write(sampleCommand());
  await world.crank();
  expect(world.client.status().needsYou).toBe(1);
  return world;
}

describe('an entry that waited and was adopted', () => {
  it('[AD3] [OB4] no longer needs its author, and the journal holds both outcomes', async () => {
    const world = await waitingWorld();
    await adopt(world);
    world.client.handlePoke({ scope: gate, epoch: 1, head: 1 });
    await world.crank();
    expect(world.client.status().needsYou).toBe(0);
    expect(world.outbox.journal.map(({ outcome }) => [outcome.status, outcome.code])).toEqual([
      ['quarantined', 'revoked_since'],
      ['accepted', null],
    ]);
  });

  it('[AD5] no longer needs its author when it was refused: he has read the reason where it stands', async () => {
    const world = await waitingWorld();
    await adopt(world, { by: 'refusal' });
    world.client.handlePoke({ scope: gate, epoch: 1, head: 1 });
    await world.crank();
    expect(world.client.status().needsYou).toBe(0);
    expect(world.outbox.rows[0]).toMatchObject({
      state: 'acknowledged',
      toldBy: 'refusal',
      outcome: { status: 'rejected', code: 'actor_not_permitted' },
    });
  });

  it('[AD3] goes on waiting when it was another one that was adopted at that place', async () => {
    const world = await waitingWorld();
    await adopt(world, { opId: '01901641-0000-7000-8000-00000000abcd' });
    world.client.handlePoke({ scope: gate, epoch: 1, head: 1 });
    await world.crank();
    expect(world.replica.cursors.get(gate)?.seq).toBe(1);
    expect(world.client.status().needsYou).toBe(1);
  });
});
