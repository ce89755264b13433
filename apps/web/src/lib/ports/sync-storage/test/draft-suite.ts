import { sampleDeviceRow, sampleDraft, sampleScope } from '@truc/sync/testing';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openTestKeyring } from '#lib/ports/vault/test-keys.ts';
import { openOutboxDb } from '../outbox-db.ts';
import { createDexieOutbox } from '../outbox-store.ts';

/** What the outbox promises beyond its contract, over whatever IndexedDB the file that calls it has. */
export function draftSuite(name: string): void {
  describe(`${name}: operations that are stored without the device’s row`, () => {
    afterEach(() => {
      vi.restoreAllMocks();
      vi.useRealTimers();
    });

    it('[OB2] are counted by whoever reads the row, also after a restart', async () => {
      const { db, store, again } = await open();
      for (let at = 0; at < 3; at += 1) await store.append(sampleDraft());
      expect(await db.device.get('this')).toMatchObject({ n: 0 });
      const later = again();
      expect(await later.device()).toEqual(await store.device());
      expect(await later.append(sampleDraft())).toMatchObject({ ok: true, value: { n: 4 } });
    });

    it('[OB2] write nothing twice and leave no gap where two tabs take the same number', async () => {
      const { store, again } = await open();
      const other = again();
      await Promise.all([store.device(), other.device()]);
      const written = await Promise.all([store, other, store, other].map((tab) => tab.append(sampleDraft())));
      expect(written.map((one) => one.ok && one.value.n).toSorted()).toEqual([1, 2, 3, 4]);
    });

    it('[OB2] follow an enrolment and a raised clock of another tab', async () => {
      const { store, again } = await open();
      const other = again();
      await store.append(sampleDraft());
      await other.witness({ t: 4_000_000_000_000, c: 3 });
      const raised = await store.append(sampleDraft());
      expect(raised.ok && JSON.parse('h' in raised.value.op ? raised.value.op.h : '{}')).toMatchObject({
        hlc: { t: 4_000_000_000_000, c: 4 },
      });
      await other.enrol(sampleDeviceRow(undefined, 2));
      expect(await store.append(sampleDraft())).toMatchObject({ ok: true, value: { inst: 2, n: 1 } });
    });

    it('[OB2] are stored at once, each once, also where the row is read beside every save', async () => {
      const { db, store } = await open();
      await store.append(sampleDraft());
      const asking = vi.spyOn(db, 'transaction');
      for (let n = 2; n < 8; n += 1) {
        const [, written] = await Promise.all([store.device(), store.append(sampleDraft())]);
        expect(written).toMatchObject({ ok: true, value: { n } });
      }
      // What is refused is stored by a second transaction, which asks for the row.
      expect(asking.mock.calls.filter(([mode]) => mode === 'rw')).toEqual([]);
    });

    it('[OB2] are numbered on where all that is older was let go', async () => {
      const { db, store, again } = await open();
      await store.append(sampleDraft());
      const { dev, inst } = sampleDeviceRow();
      await db.states.update([dev, inst, 1], { state: 'acknowledged', acknowledgedAt: 5 });
      expect(await store.prune(6)).toBe(1);
      expect(await again().append(sampleDraft())).toMatchObject({ ok: true, value: { n: 2 } });
    });

    it('carry the row on a while later, for versions that read it alone', async () => {
      vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
      const { db, store } = await open();
      await store.append(sampleDraft());
      vi.advanceTimersByTime(1_000);
      vi.useRealTimers();
      await vi.waitFor(async () => expect(await db.device.get('this')).toMatchObject({ n: 1 }));
      expect(await db.device.get('this')).toEqual({ ...(await store.device()), id: 'this' });
    });

    it('[OB7] are stored where one of their group cannot be encrypted, which throws alone', async () => {
      const { store } = await open();
      vi.spyOn(crypto.subtle, 'encrypt').mockRejectedValueOnce(new Error('no key'));
      const broken = store.append(sampleDraft());
      const others = [store.append(sampleDraft()), store.append(sampleDraft())];
      await expect(broken).rejects.toThrow('no key');
      expect((await Promise.all(others)).map((one) => one.ok && one.value.n)).toEqual([1, 2]);
    });
  });
}

async function open() {
  const name = `drafts-${crypto.randomUUID()}`;
  const db = openOutboxDb(name);
  const keys = await openTestKeyring([sampleScope('gate')]);
  const store = createDexieOutbox(db, keys);
  await store.enrol(sampleDeviceRow());
  return { db, store, again: () => createDexieOutbox(openOutboxDb(name), keys) };
}
