/** What every outbox store owes its client. Call it from a test file with the store to be tried. */
import { describe, expect, it } from 'vitest';
import type { OutboxStore, Settlement } from '@truc/sync/client';
import { readHeader, type Outcome } from '@truc/sync/protocol';
import { sampleDevice, sampleDeviceRow, sampleDraft, sampleScope } from './samples.ts';

export type OutboxHarness = {
  readonly store: OutboxStore;
  /** The same storage opened again, as after a crash. */
  reopen(): Promise<OutboxStore>;
  /** Outcomes of `n` in the journal, in the order of receipt. */
  journalOf(n: number): Promise<readonly Omit<Outcome, 'scope'>[]>;
};

const anyLimits = { maxOps: 250, maxBytes: 128 * 1024 };

export function outboxContractSuite(name: string, open: () => Promise<OutboxHarness>): void {
  describe(`outbox store: ${name}`, () => {
    it('[OB1] refuses to store before the device is enrolled, and keeps nothing', async () => {
      const { store } = await open();
      expect(await store.append(sampleDraft())).toMatchObject({ ok: false, error: { code: 'not_enrolled' } });
      expect(await store.counts()).toEqual({ unsent: 0, oldestUnsentWall: null, needsYou: 0 });
    });

    it('[OB1] numbers densely and chains each operation to the one before, with parallel writers', async () => {
      const { store } = await enrolled(open);
      const written = await Promise.all(Array.from({ length: 20 }, () => store.append(sampleDraft())));
      const records = written
        .map((one) => (one.ok ? one.value : null))
        .sort((a, b) => (a?.n ?? 0) - (b?.n ?? 0));
      expect(records.map((record) => record?.n)).toEqual(records.map((_, at) => at + 1));
      const prevs = records.map((record) => (record === null ? null : readHeader(record.op)?.prev));
      expect(prevs).toEqual([sampleDeviceRow().hash, ...records.slice(0, -1).map((record) => record?.hash)]);
    });

    it('[OB1] stores nothing and counts nothing when the draft throws', async () => {
      const { store } = await enrolled(open);
      const broken = store.append({
        ...sampleDraft(),
        finish: () => {
          throw new Error('broken draft');
        },
      });
      await expect(broken).rejects.toThrow('broken draft');
      expect(await store.counts()).toMatchObject({ unsent: 0 });
      expect(await store.device()).toEqual(sampleDeviceRow());
    });

    it('[OB2] holds device, records and states over a crash', async () => {
      const { store, reopen } = await enrolled(open);
      await write(store, 3);
      const again = await reopen();
      expect(await again.device()).toEqual(await store.device());
      expect(await again.nextSegment(anyLimits, [])).toEqual(await store.nextSegment(anyLimits, []));
      expect(await again.counts()).toMatchObject({ unsent: 3 });
    });

    it('[OB3] answers the oldest unsent records in order, within both limits, and one at least', async () => {
      const { store } = await enrolled(open);
      await write(store, 5);
      const numbers = async (maxOps: number, maxBytes: number) =>
        (await store.nextSegment({ maxOps, maxBytes }, []))?.records.map(({ n }) => n);
      expect(await numbers(3, 1_000_000)).toEqual([1, 2, 3]);
      expect(await numbers(250, 1)).toEqual([1]);
      expect(await numbers(250, 1_000_000)).toEqual([1, 2, 3, 4, 5]);
    });

    it('[OB3] passes over installations that the server turns down', async () => {
      const { store } = await enrolled(open);
      await write(store, 2);
      await store.enrol(sampleDeviceRow(sampleDevice(1), 2));
      await write(store, 1);
      const first = await store.nextSegment(anyLimits, []);
      expect(first).toMatchObject({ inst: 1, from: 1 });
      expect(first?.records).toHaveLength(2);
      expect(await store.nextSegment(anyLimits, [{ dev: sampleDevice(1), inst: 1 }])).toMatchObject({
        inst: 2,
      });
      const both = [1, 2].map((inst) => ({ dev: sampleDevice(1), inst }));
      expect(await store.nextSegment(anyLimits, both)).toBeNull();
    });

    it('[OB4] writes outcomes to the journal and changes states together; a repeated outcome changes nothing', async () => {
      const { store, journalOf } = await enrolled(open);
      const records = await write(store, 3);
      const outcomes = records.map(({ n, opId }): Outcome => accepted(n, opId));
      await store.settle({ dev: sampleDevice(1), inst: 1, outcomes, at: 5_000, by: 'server' });
      await store.settle({ dev: sampleDevice(1), inst: 1, outcomes, at: 6_000, by: 'server' });
      expect(await store.counts()).toEqual({ unsent: 0, oldestUnsentWall: null, needsYou: 0 });
      expect(await journalOf(2)).toMatchObject([said(outcomes[1])]);
    });

    it('[OB4] [AD3] counts what stands in quarantine as needing a person, until it is adopted, whatever a resend repeats', async () => {
      const { store, journalOf } = await enrolled(open);
      const [record] = await write(store, 1);
      const outcome = accepted(1, record?.opId ?? null);
      const quarantined: Outcome = { ...outcome, status: 'quarantined', code: 'actor_not_permitted' };
      await store.settle({ dev: sampleDevice(1), inst: 1, outcomes: [quarantined], at: 5_000, by: 'server' });
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 1 });
      await store.settle({ dev: sampleDevice(1), inst: 1, outcomes: [outcome], at: 6_000, by: 'adoption' });
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 0 });
      // A resend is told what was told first.
      await store.settle({ dev: sampleDevice(1), inst: 1, outcomes: [quarantined], at: 7_000, by: 'server' });
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 0 });
      expect(await journalOf(1)).toMatchObject([said(quarantined), said(outcome)]);
    });

    it('[OB4] takes the newest word of a log that was restored, also one that it gave before', async () => {
      const { store, journalOf } = await enrolled(open);
      const [record] = await write(store, 1);
      const outcome = accepted(1, record?.opId ?? null);
      const quarantined: Outcome = { ...outcome, status: 'quarantined', code: 'revoked_since' };
      const told = [outcome, quarantined, outcome, quarantined];
      const counted: number[] = [];
      for (const [at, one] of told.entries()) {
        await store.settle({ dev: sampleDevice(1), inst: 1, outcomes: [one], at, by: 'server' });
        counted.push((await store.counts()).needsYou);
      }
      expect(counted).toEqual([0, 1, 0, 1]);
      expect(await journalOf(1)).toMatchObject(told.map(said));
    });

    it('[AD3] [OB4] is adopted again at the same place when a log that was restored had forgotten it', async () => {
      const { store, journalOf } = await enrolled(open);
      const [record] = await write(store, 1);
      const adopted = accepted(1, record?.opId ?? null);
      const waits: Outcome = { ...adopted, status: 'quarantined', code: 'revoked_since' };
      const waitsAnew: Outcome = { ...waits, seq: waits.seq + 1 };
      const told = [
        { outcome: waits, by: 'server' },
        { outcome: adopted, by: 'adoption' },
        { outcome: waitsAnew, by: 'server' },
        { outcome: adopted, by: 'adoption' },
      ] as const;
      for (const [at, { outcome, by }] of told.entries())
        await store.settle({ dev: sampleDevice(1), inst: 1, outcomes: [outcome], at, by });
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 0 });
      expect(await journalOf(1)).toMatchObject(told.map(({ outcome }) => said(outcome)));
    });

    it('[OB9] takes all that was acknowledged for unsent again when the server says otherwise of one of them', async () => {
      const { store } = await enrolled(open);
      const records = await write(store, 3);
      const outcomes = records.map(({ n, opId }): Outcome => accepted(n, opId));
      const place = { dev: sampleDevice(1), inst: 1 };
      await store.settle({ ...place, outcomes, at: 5_000, by: 'server' });
      const moved = outcomes.slice(2).map((outcome) => ({ ...outcome, seq: outcome.seq + 1 }));
      await store.settle({ ...place, outcomes: moved, at: 6_000, by: 'server' });
      expect(await store.extent(place)).toEqual({ maxN: 3, unsent: 2 });
      expect((await store.nextSegment(anyLimits, []))?.records.map(({ n }) => n)).toEqual([1, 2]);
      // What is in doubt is told anew, and doubts nothing else.
      const anew = outcomes.slice(0, 2).map((outcome) => ({ ...outcome, seq: outcome.seq + 7 }));
      await store.settle({ ...place, outcomes: anew, at: 7_000, by: 'server' });
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 0 });
    });

    it('[OB9] does so too when an answer was given in another life of the log, whatever it says', async () => {
      const { store } = await enrolled(open);
      const first = await write(store, 2);
      await store.enrol(sampleDeviceRow(sampleDevice(1), 2));
      const [newest] = await write(store, 1);
      const of = { dev: sampleDevice(1), at: 5_000, by: 'server' } as const;
      const earlier = first.map(({ n, opId }) => accepted(n, opId));
      const latest = [accepted(1, newest?.opId ?? null)];
      // A server of before does not say.
      await store.settle({ ...of, inst: 1, outcomes: earlier });
      await store.settle({ ...of, inst: 2, outcomes: latest, logEpoch: 3 });
      await store.settle({ ...of, inst: 2, outcomes: latest });
      await store.settle({ ...of, inst: 2, outcomes: latest, logEpoch: 3 });
      expect(await store.counts()).toMatchObject({ unsent: 0 });
      await store.settle({ ...of, inst: 2, outcomes: latest, logEpoch: 4, at: 6_000 });
      expect(await store.counts()).toMatchObject({ unsent: 2 });
      await store.settle({ ...of, inst: 1, outcomes: earlier, logEpoch: 4, at: 7_000 });
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 0 });
      // The receipts of this life are those that age.
      expect(await store.prune(6_000)).toBe(0);
      // An answer of before that comes late doubts the rest, and is doubted by the next.
      await store.settle({ ...of, inst: 1, outcomes: earlier, logEpoch: 3 });
      expect(await store.counts()).toMatchObject({ unsent: 1 });
      await store.settle({ ...of, inst: 2, outcomes: latest, logEpoch: 4 });
      expect(await store.counts()).toMatchObject({ unsent: 2 });
    });

    it('[OB4] [AD3] leaves an adoption standing whose receipt of the sending comes after it', async () => {
      const { store } = await enrolled(open);
      const [record] = await write(store, 1);
      const adopted = accepted(1, record?.opId ?? null);
      const waits: Outcome = { ...adopted, status: 'quarantined', code: 'revoked_since', seq: 4 };
      const tell = (outcome: Outcome, by: Settlement['by']) =>
        store.settle({ dev: sampleDevice(1), inst: 1, outcomes: [outcome], at: 5_000, by });
      await tell(adopted, 'adoption');
      await tell(waits, 'server');
      await tell(waits, 'server');
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 0 });
    });

    it('[IN10] [OB4] ends a conflict when somebody chose, whatever a resend or a late receipt repeats', async () => {
      const { store, journalOf } = await enrolled(open);
      const [first, second] = await write(store, 2);
      const clash = (n: number, opId: Outcome['opId']): Outcome => ({
        ...accepted(n, opId),
        status: 'conflict',
        code: 'field_conflict',
      });
      const chosen = (n: number, opId: Outcome['opId']): Outcome => ({ ...clash(n, opId), status: 'merged' });
      const tell = (outcome: Outcome, by: Settlement['by']) =>
        store.settle({ dev: sampleDevice(1), inst: 1, outcomes: [outcome], at: 5_000, by });
      const [one, two] = [first?.opId ?? null, second?.opId ?? null];
      await tell(clash(1, one), 'server');
      expect(await store.counts()).toMatchObject({ needsYou: 1 });
      await tell(chosen(1, one), 'resolution');
      await tell(clash(1, one), 'server');
      await tell(chosen(2, two), 'resolution');
      await tell(clash(2, two), 'server');
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 0 });
      expect(await journalOf(1)).toMatchObject([clash(1, one), chosen(1, one)].map(said));
    });

    it('[AD5] ends the waiting when it is refused, and undoes no adoption', async () => {
      const { store } = await enrolled(open);
      const [first, second] = await write(store, 2);
      const tell = (outcome: Outcome, by: Settlement['by']) =>
        store.settle({ dev: sampleDevice(1), inst: 1, outcomes: [outcome], at: 5_000, by });
      const taken = accepted(1, first?.opId ?? null);
      const refused = (of: Outcome): Outcome => ({ ...of, status: 'rejected', code: 'actor_not_permitted' });
      await tell({ ...taken, status: 'quarantined', code: 'lease_expired' }, 'server');
      await tell(refused(taken), 'refusal');
      expect(await store.counts()).toMatchObject({ unsent: 1, needsYou: 0 });
      await tell(taken, 'adoption');
      await tell(refused({ ...taken, seq: 9 }), 'refusal');
      await tell(refused(accepted(2, second?.opId ?? null)), 'server');
      // The server's own word is no person's: that one still needs somebody.
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 1 });
    });

    it('[OB9] reopens one installation or all, keeps them whatever their age, and takes the same word again', async () => {
      const { store, journalOf } = await enrolled(open);
      const [first] = await write(store, 1);
      await store.enrol(sampleDeviceRow(sampleDevice(1), 2));
      const [second] = await write(store, 1);
      const place = { dev: sampleDevice(1), inst: 1 };
      const told = accepted(1, first?.opId ?? null);
      const waits: Outcome = {
        ...accepted(1, second?.opId ?? null),
        status: 'quarantined',
        code: 'revoked_since',
      };
      await store.settle({ ...place, outcomes: [told], at: 5_000, by: 'server' });
      await store.settle({ ...place, inst: 2, outcomes: [waits], at: 5_000, by: 'server' });
      expect(await store.reopen(place)).toBe(1);
      expect(await store.counts()).toMatchObject({ unsent: 1, needsYou: 1 });
      expect(await store.reopen('all')).toBe(1);
      expect(await store.reopen('all')).toBe(0);
      expect(await store.counts()).toMatchObject({ unsent: 2, needsYou: 0 });
      expect(await store.prune(9_000)).toBe(0);
      await store.settle({ ...place, outcomes: [told], at: 8_000, by: 'server' });
      await store.settle({ ...place, inst: 2, outcomes: [waits], at: 8_000, by: 'server' });
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 1 });
      expect(await journalOf(1)).toHaveLength(2);
      // The receipt of the new life is what counts now.
      expect(await store.prune(7_000)).toBe(0);
    });

    it('[OB9] [AD3] keeps what an adoption made of a record in doubt, until the book that holds it is fetched anew', async () => {
      const { store } = await enrolled(open);
      const [record] = await write(store, 1);
      const place = { dev: sampleDevice(1), inst: 1 };
      const adopted = accepted(1, record?.opId ?? null);
      const waits: Outcome = { ...adopted, status: 'quarantined', code: 'revoked_since' };
      const tell = (outcome: Outcome, by: Settlement['by']) =>
        store.settle({ ...place, outcomes: [outcome], at: 5_000, by });
      await tell(waits, 'server');
      await tell(adopted, 'adoption');
      await store.reopen('all');
      await tell(waits, 'server');
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 0 });
      await store.reopen({ refetched: sampleScope('gate') });
      await tell(waits, 'server');
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 1 });
      await tell(adopted, 'adoption');
      expect(await store.counts()).toMatchObject({ unsent: 0, needsYou: 0 });
    });

    it('[OB5] keeps acknowledged records for a resend until they are pruned by the age of their receipt', async () => {
      const { store } = await enrolled(open);
      const records = await write(store, 3);
      const outcomes = records.slice(0, 2).map(({ n, opId }) => accepted(n, opId));
      await store.settle({ dev: sampleDevice(1), inst: 1, outcomes, at: 5_000, by: 'server' });
      const place = { dev: sampleDevice(1), inst: 1, from: 1 };
      const { records: again = [] } = (await store.segmentFrom(place, anyLimits)) ?? {};
      expect(again.map(({ n, hash, op }) => ({ n, hash, op }))).toEqual(
        records.map(({ n, hash, op }) => ({ n, hash, op })),
      );
      expect(await store.prune(5_000)).toBe(0);
      expect(await store.prune(5_001)).toBe(2);
      expect((await store.segmentFrom(place, anyLimits))?.from).toBe(3);
      expect(await store.extent(place)).toEqual({ maxN: 3, unsent: 1 });
    });

    it('[OB6] goes on from the newest record when an installation that has some is enrolled again', async () => {
      const { store } = await enrolled(open);
      await write(store, 2);
      const before = await store.device();
      const again = await store.enrol(sampleDeviceRow());
      expect(again).toMatchObject({ ok: true, value: { n: before?.n, hash: before?.hash } });
      expect((await write(store, 1)).map(({ n }) => n)).toEqual([3]);
    });

    it('[TI3] raises the hybrid clock to what was seen and never lowers it', async () => {
      const { store } = await enrolled(open);
      await store.witness({ t: 9_000, c: 2 });
      await store.witness({ t: 8_000, c: 7 });
      expect((await store.device())?.hlc).toEqual({ t: 9_000, c: 2 });
    });
  });
}

async function enrolled(open: () => Promise<OutboxHarness>): Promise<OutboxHarness> {
  const harness = await open();
  await harness.store.enrol(sampleDeviceRow());
  return harness;
}

async function write(store: OutboxStore, count: number) {
  const records = [];
  for (let at = 0; at < count; at += 1) {
    const written = await store.append(sampleDraft());
    if (!written.ok) throw new Error(written.error.code);
    records.push(written.value);
  }
  return records;
}

function accepted(n: number, opId: Outcome['opId']): Outcome {
  return { n, opId, status: 'accepted', code: null, scope: sampleScope('gate'), seq: n };
}

/** A journal need not hold the scope: it stands in the operation. */
function said(outcome: Outcome | undefined) {
  const { n, opId, status, code, seq } = outcome ?? {};
  return { n, opId, status, code, seq };
}
