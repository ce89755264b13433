import { randomUUID } from 'node:crypto';
import { WallViewAnswerSchema, WallViewsResponseSchema, type SaveWallView } from '@truc/domain/api';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
beforeAll(async () => {
  world = await createTestWorld();
});
afterAll(() => world.close());

function layout(change: Partial<SaveWallView> = {}): SaveWallView {
  return {
    id: randomUUID(),
    name: 'Cổng và sân',
    post: null,
    layout: { tiles: 4, shape: 'even' },
    cameras: ['cam-011', null, null, null],
    base: 0,
    ...change,
  };
}
const save = async (browser: Browser, view: SaveWallView) => {
  const answer = await browser.post('/api/wall-views', view);
  return answer.status === 200 ? v.parse(WallViewAnswerSchema, await answer.json()) : answer.status;
};
const list = async (browser: Browser) =>
  v.parse(WallViewsResponseSchema, await (await browser.get('/api/wall-views')).json()).views;

describe('wall views', () => {
  it('[GL-20] are one’s own, or shared by the post at which one keeps watch', async () => {
    const [khanh, thao, duong] = await Promise.all([
      world.signedIn('khanh'),
      world.signedIn('thao'),
      world.signedIn('duong'),
    ]);
    const own = layout();
    const shared = layout({ post: 'p-01', name: 'Ca đêm' });
    expect(await save(khanh, own)).toMatchObject({ outcome: 'saved', view: { version: 1 } });
    expect(await save(khanh, shared)).toMatchObject({ outcome: 'saved' });
    expect((await list(khanh)).map(({ id }) => id).toSorted()).toEqual([own.id, shared.id].toSorted());
    expect((await list(thao)).map(({ id }) => id)).toEqual([shared.id]);
    expect(await list(duong)).toEqual([]);
    expect(await save(duong, layout({ post: 'p-01', cameras: [null] }))).toBe(404);
    expect(await save(thao, { ...own, base: 1 })).toBe(404);
  });

  it('tell the second of two who change one at once what the first made of it', async () => {
    const [khanh, thao] = await Promise.all([world.signedIn('khanh'), world.signedIn('thao')]);
    const shared = layout({ post: 'p-01', name: 'Giờ cơm' });
    await save(khanh, shared);
    expect(await save(khanh, { ...shared, name: 'Giờ cơm trưa', base: 1 })).toMatchObject({
      outcome: 'saved',
      view: { version: 2 },
    });
    expect(await save(thao, { ...shared, name: 'Giờ cơm tối', base: 1 })).toMatchObject({
      outcome: 'changed',
      view: { name: 'Giờ cơm trưa', version: 2, changedBy: 'Trần Vân Khánh' },
    });
    const removed = await thao.post('/api/wall-views/remove', { id: shared.id, base: 2 });
    expect(await removed.json()).toEqual({ outcome: 'removed', view: null });
  });

  it('hold no camera that whoever saves may not watch, and lose none that he does not see', async () => {
    const [my, khanh] = await Promise.all([world.signedIn('my'), world.signedIn('khanh')]);
    expect(await save(khanh, layout({ cameras: ['cam-021'] }))).toBe(404);
    const shared = layout({ post: 'p-01', cameras: ['cam-011', null], name: 'Hai cổng' });
    await save(khanh, shared);
    const { pool } = world.server.context.database;
    await pool.query('update wall_view set cameras = $2 where id = $1', [
      shared.id,
      JSON.stringify(['cam-011', 'cam-021']),
    ]);
    expect((await list(khanh)).find(({ id }) => id === shared.id)?.cameras).toEqual(['cam-011', null]);
    await save(khanh, { ...shared, name: 'Hai cổng mới', base: 1 });
    const kept = await pool.query<{ cameras: unknown }>('select cameras from wall_view where id = $1', [
      shared.id,
    ]);
    expect(kept.rows[0]?.cameras).toEqual(['cam-011', 'cam-021']);
    expect(await save(my, layout({ cameras: ['cam-011', 'cam-021'] }))).toMatchObject({ outcome: 'saved' });
  });
});
