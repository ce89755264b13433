import { describe, expect, it } from 'vitest';
import { createWorld, enrolledWorld } from './client-world.ts';
import { createMemoryOutbox } from './memory-outbox.ts';
import { sampleCommand } from './samples.ts';

describe('enrolment', () => {
  it('[DE1] refuses to write before a signed-in person enrolled the browser, then needs no network', async () => {
    const world = createWorld({ isSignedIn: false });
    await world.client.start();
    await world.crank();
    expect(await world.client.write(sampleCommand())).toMatchObject({
      ok: false,
      error: { code: 'not_enrolled' },
    });
    expect(world.client.status()).toMatchObject({ connection: 'signed_out', enrolled: false });
    world.cookies.isSignedIn = true;
    world.client.handleSignedIn();
    await world.crank();
    expect(world.client.status()).toMatchObject({ connection: 'online', enrolled: true });
    expect(await world.client.write(sampleCommand())).toMatchObject({ ok: true });
  });

  it('[DE2] registers again under the same numbers with a server that forgot it, and sends in the same round', async () => {
    const world = await enrolledWorld();
    const before = world.outbox.device;
    world.log.installations.clear();
    await world.client.write(sampleCommand());
    await world.crank();
    expect(world.outbox.device).toMatchObject({ dev: before?.dev, inst: before?.inst });
    expect(world.client.status()).toMatchObject({ unsent: 0, problems: [] });
  });

  it('[DE2] asks a server that forgets it again and again once a round, keeps what is unsent and says so', async () => {
    const world = await enrolledWorld();
    const { installations } = world.log;
    installations.clear();
    installations.set = () => installations;
    await world.client.write(sampleCommand());
    await world.crank();
    expect(world.client.status()).toMatchObject({
      unsent: 1,
      attempt: 1,
      problems: [{ kind: 'refused', code: 'device_unknown' }],
    });
  });

  it('[DE3] gets the next installation of the same device when its storage was lost', async () => {
    const world = await enrolledWorld();
    const { dev } = world.outbox.device ?? {};
    world.outbox.device = null;
    const again = world.another();
    await again.start();
    await world.crank();
    expect(world.outbox.device).toMatchObject({ dev, inst: 2, n: 0 });
  });

  it('[DE4] [SV6] two copies of one browser both go on, each under its own installation, and lose nothing', async () => {
    const world = await enrolledWorld();
    const copy = structuredClone(world.outbox);
    await world.client.write(sampleCommand({ body: { text: 'original' } }));
    await world.crank();
    await world.client.stop();
    const clone = world.another({ outbox: createMemoryOutbox(copy) });
    await clone.start();
    await clone.write(sampleCommand({ body: { text: 'copy 1' } }));
    await clone.write(sampleCommand({ body: { text: 'copy 2' } }));
    await world.crankFor(20_000);
    expect(copy.device).toMatchObject({ inst: 2 });
    await clone.write(sampleCommand({ body: { text: 'copy 3' } }));
    await world.crank();
    expect(clone.status()).toMatchObject({ unsent: 0, needsYou: 2 });
    expect(world.log.leaves.map(({ op, code }) => [op.b, code])).toEqual([
      ['{"text":"original"}', null],
      ['{"text":"copy 1"}', 'device_fork'],
      ['{"text":"copy 2"}', 'device_fork'],
      ['{"text":"copy 3"}', null],
    ]);
  });
});
