import 'fake-indexeddb/auto';
import type { DeviceId } from '@truc/sync/protocol';
import { expect, it } from 'vitest';
import { createUrgentStore, openLaneDb } from './urgent-store.ts';

const dev = '0192f000-0000-7000-8000-000000000001' as DeviceId;

it('[ST8] keeps the newest urgent place over the life of a page, and forgets no other than the one that was sent', async () => {
  const store = createUrgentStore(openLaneDb('lane-test'));
  expect(await store.read()).toBeNull();
  await store.keep({ dev, inst: 1, n: 7 });
  await store.keep({ dev, inst: 1, n: 9 });
  await store.forget({ dev, inst: 1, n: 7 });
  const again = createUrgentStore(openLaneDb('lane-test'));
  expect(await again.read()).toEqual({ dev, inst: 1, n: 9 });
  await again.forget({ dev, inst: 1, n: 9 });
  expect(await store.read()).toBeNull();
});
