import 'fake-indexeddb/auto';
import { emptyWitness } from '@truc/sync/client';
import { describe, expect, it } from 'vitest';
import { createDexieWitness, openWitnessDb } from './witness-store.ts';

describe('witness store', () => {
  it('[WI9] holds what was seen over the life of a page, and changes it in one transaction', async () => {
    const db = openWitnessDb('witness-test');
    const store = createDexieWitness(db);
    expect(await store.read()).toEqual(emptyWitness);
    await Promise.all(
      Array.from({ length: 8 }, () => store.update((state) => ({ ...state, note: `${state.note ?? ''}x` }))),
    );
    db.close();
    const again = createDexieWitness(openWitnessDb('witness-test'));
    expect(await again.read()).toEqual({ ...emptyWitness, note: 'x'.repeat(8) });
  });
});
