import { bodyLimitBytes } from '@truc/sync/protocol';
import { describe, expect, it } from 'vitest';
import { enrolledWorld, gate, restoreEmpty } from './client-world.ts';
import { createMemoryOutbox } from './memory-outbox.ts';
import { sampleCommand, sampleDraft } from './samples.ts';

describe('writing and sending', () => {
  it('[OB2] [RT3] sends at once what was written, several in one turn together', async () => {
    const world = await enrolledWorld();
    await Promise.all([1, 2, 3].map((number) => world.client.write(sampleCommand({ body: { number } }))));
    expect(world.client.status()).toMatchObject({ unsent: 3 });
    await world.time.advance(0);
    const flight = await world.net.next();
    expect(JSON.parse(flight.text)).toMatchObject({ ops: [{}, {}, {}] });
    expect(world.client.status()).toMatchObject({ round: 'sending', sending: { from: 1, to: 3 } });
    await flight.deliver();
    await world.crank();
    expect(world.client.status()).toMatchObject({ round: 'idle', sending: null, unsent: 0, attempt: 0 });
    expect(world.net.flights).toEqual([]);
  });

  it('[OB5] keeps the operation when the server is unreachable, and when its reply is lost after the commit', async () => {
    const world = await enrolledWorld();
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    (await world.net.next()).dropRequest();
    await world.time.settle();
    expect(world.client.status()).toMatchObject({ connection: 'offline', unsent: 1, attempt: 1 });
    await world.time.advance(1_000);
    await (await world.net.next()).dropReply();
    await world.time.settle();
    expect(world.client.status()).toMatchObject({ unsent: 1, attempt: 2 });
    await world.time.advance(2_000);
    await world.crank();
    expect(world.client.status()).toMatchObject({ connection: 'online', unsent: 0, attempt: 0 });
    expect(world.log.leaves).toHaveLength(1);
  });

  it('[RT11] sends what another tab wrote while it was at its end, and never goes on showing it as unsent', async () => {
    const world = await enrolledWorld();
    const outbox = createMemoryOutbox(world.outbox);
    let writesOfOthers = 1;
    const client = world.another({
      outbox: {
        ...outbox,
        async counts() {
          if (world.log.leaves.length === 1 && writesOfOthers-- > 0) await outbox.append(sampleDraft());
          return outbox.counts();
        },
      },
    });
    await client.start();
    await client.write(sampleCommand());
    await world.crank();
    expect(world.log.leaves).toHaveLength(2);
    expect(client.status()).toMatchObject({ unsent: 0 });
  });

  it('[RT11] asks the outbox what is unsent once before a segment and once after it, and no more where nothing is to be fetched', async () => {
    const world = await enrolledWorld();
    const outbox = createMemoryOutbox(world.outbox);
    const asked: string[] = [];
    const client = world.another({
      outbox: {
        ...outbox,
        counts() {
          asked.push('counts');
          return outbox.counts();
        },
        nextSegment(...parameters) {
          asked.push('nextSegment');
          return outbox.nextSegment(...parameters);
        },
      },
    });
    await client.start();
    await world.crank();
    asked.length = 0;
    await client.write(sampleCommand());
    await world.crank();
    expect(world.log.leaves).toHaveLength(1);
    expect(asked).toEqual(['nextSegment', 'counts']);
  });

  it('[CW3] sends plain, at once, what the server could not rebuild', async () => {
    const world = await enrolledWorld();
    await world.client.write(sampleCommand());
    await world.time.advance(0);
    const compact = await world.net.next();
    expect(JSON.parse(compact.text)).toMatchObject({ ops: [{ c: { scope: gate } }] });
    compact.refuse(JSON.stringify({ code: 'chain_broken' }));
    await world.time.advance(0);
    const plain = await world.net.next();
    expect(JSON.parse(plain.text)).toMatchObject({ ops: [{ h: expect.stringContaining('opId') as string }] });
    await plain.deliver();
    await world.crank();
    expect(world.client.status()).toMatchObject({ unsent: 0, attempt: 0, problems: [] });
  });

  it('[OB8] takes outcomes of other operations for no receipt', async () => {
    const world = await enrolledWorld();
    const other = world.another({
      transport: {
        ...world.net,
        push: async (request) => ({
          ok: true,
          value: {
            v: 1,
            outcomes: [
              { n: request.from + 1, opId: null, status: 'accepted', code: null, scope: gate, seq: 1 },
            ],
            heads: [],
            time: { recv: 1, sent: 1 },
          },
        }),
      },
    });
    await other.start();
    await other.write(sampleCommand());
    await world.time.advance(0);
    expect(other.status()).toMatchObject({ unsent: 1, attempt: 1 });
    expect(world.outbox.journal).toEqual([]);
  });

  it('[SV3] refills a log that was restored from its acknowledged operations', async () => {
    const world = await enrolledWorld();
    for (let at = 0; at < 5; at += 1) await world.client.write(sampleCommand());
    await world.crank();
    restoreEmpty(world);
    await world.client.write(sampleCommand());
    await world.crankFor(2_000);
    expect(world.log.leaves.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(world.client.status()).toMatchObject({ unsent: 0, problems: [] });
  });

  it('[SV3] says which place is lost when the server asks for one that is no longer here', async () => {
    const world = await enrolledWorld();
    for (let at = 0; at < 3; at += 1) await world.client.write(sampleCommand());
    await world.crank();
    world.outbox.rows = world.outbox.rows.slice(1);
    restoreEmpty(world);
    await world.client.write(sampleCommand());
    await world.crankFor(2_000);
    expect(world.client.status()).toMatchObject({ unsent: 3, problems: [{ kind: 'lost_range', need: 1 }] });
  });

  it('[OB7] says that the storage is full or failing, and counts nothing as written', async () => {
    const world = await enrolledWorld();
    for (const code of ['storage_full', 'storage_failed'] as const) {
      world.outbox.failing = { code };
      expect(await world.client.write(sampleCommand())).toEqual({ ok: false, error: { code } });
    }
    expect(world.client.status()).toMatchObject({ unsent: 0 });
  });

  it('[EN3] throws on a body beyond the limit before anything is stored', async () => {
    const world = await enrolledWorld();
    const body = { text: 'x'.repeat(bodyLimitBytes) };
    await expect(world.client.write(sampleCommand({ body }))).rejects.toThrow('Broken invariant');
    expect(world.outbox.rows).toEqual([]);
  });
});
