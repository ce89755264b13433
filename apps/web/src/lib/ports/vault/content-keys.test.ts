import { expect, it } from 'vitest';
import { createContentKeys } from './content-keys.ts';

it('[AT1] gives each content a key of its own, whether it was made ahead or not, also to those who ask together', async () => {
  const keys = createContentKeys();
  const unprepared = await keys.take();
  await Promise.all([keys.prepare(), keys.prepare()]);
  const taken = [unprepared, ...(await Promise.all([keys.take(), keys.take(), keys.take()]))];
  expect(new Set(taken.map(({ octets }) => octets.join())).size).toBe(4);
  expect(new Set(taken.map(({ key }) => key)).size).toBe(4);
  expect(taken.every(({ key, octets }) => octets.length === 32 && !key.extractable)).toBe(true);
});
