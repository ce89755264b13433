import { PushResponseSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DeviceWriter } from '../testing/device-writer.ts';
import { createTestWorld, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

describe('POST /api/sync/enrol', () => {
  it('[DE2] gives a tablet that lost its cookie its own name back, and takes what it had not sent', async () => {
    const before = await world.signedIn('khanh');
    const { dev, inst } = await before.enrol();
    const writer = new DeviceWriter(dev, inst);
    writer.write({ actor: 'tran-van-khanh', scope: 'post:p-01', text: 'Viết trước khi mất điện' });
    const after = await world.signedIn('khanh');
    expect(await after.enrol({ dev, inst })).toMatchObject({ dev, inst });
    const answer = await after.post('/api/sync/push', writer.segment());
    expect(v.parse(PushResponseSchema, await answer.json()).outcomes[0]?.status).toBe('accepted');
  });

  it('gives nobody the name of a device on which he never signed in', async () => {
    const khanh = await world.signedIn('khanh');
    const { dev, inst } = await khanh.enrol();
    const my = await world.signedIn('my');
    expect((await my.enrol({ dev, inst })).dev).not.toBe(dev);
  });

  it('gives an installation that is not a new name', async () => {
    const khanh = await world.signedIn('khanh');
    const { dev } = await khanh.enrol();
    const again = await world.signedIn('khanh');
    expect((await again.enrol({ dev, inst: 9 })).dev).not.toBe(dev);
  });
});
