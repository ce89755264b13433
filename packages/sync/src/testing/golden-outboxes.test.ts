import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { DeviceIdSchema, protocolVersion, PushResponseSchema } from '@truc/sync/protocol';
import { goldenOutboxes, type GoldenOutbox } from './golden-outboxes.ts';
import { createMemoryLog, createMemoryLogDisk, enrolInMemory } from './memory-log.ts';
import { createSeededRandom } from './seeded-random.ts';
import { createSimulatedTime } from './simulated-time.ts';
import { createTestServer } from './test-server.ts';

describe('outboxes of every wire version that was ever shipped', () => {
  it.each(goldenOutboxes)(
    '[PV4] takes the pushes of wire version $wire, every operation of them',
    async (golden) => {
      const { statuses, octets } = await send(golden);
      expect(statuses.length).toBeGreaterThan(0);
      expect(new Set(statuses)).toEqual(new Set(['accepted']));
      // Nothing is written anew: the leaf is the octets that the tablet hashed.
      expect(octets.kept).toEqual(octets.sent);
    },
  );

  it('[PV4] holds one file for each wire version before the newest', () => {
    const earlier = Array.from({ length: protocolVersion - 1 }, (_, at) => at + 1);
    expect(goldenOutboxes.map(({ wire }) => wire)).toEqual(earlier);
  });
});

const OpsSchema = v.object({ dev: DeviceIdSchema, ops: v.array(v.object({ h: v.string() })) });

async function send({ installations, pushes }: GoldenOutbox) {
  const time = createSimulatedTime();
  const disk = createMemoryLogDisk();
  const store = createMemoryLog(disk, time);
  const server = createTestServer({ disk, store, clock: time, random: createSeededRandom(1) });
  for (const { dev, inst } of installations) enrolInMemory(disk, v.parse(DeviceIdSchema, dev), inst);
  const statuses: string[] = [];
  for (const push of pushes) {
    const { dev } = v.parse(OpsSchema, push);
    const answer = await server.handle('push', JSON.stringify(push), { dev, isSignedIn: false });
    expect(answer).toMatchObject({ isRefusal: false });
    const { outcomes } = v.parse(PushResponseSchema, JSON.parse(answer.text));
    statuses.push(...outcomes.map(({ status }) => status));
  }
  const sent = pushes.flatMap((push) => v.parse(OpsSchema, push).ops.map(({ h }) => h));
  return { statuses, octets: { sent, kept: disk.leaves.map(({ op }) => op.h) } };
}
