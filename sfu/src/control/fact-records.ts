import type { ControlFact, ViewingId } from '@truc/media/signalling';
import * as v from 'valibot';
import { ControlFactSchema } from '@truc/media/signalling';

/**
 * Lines of the fact file. `fact`: not yet acknowledged when written; `ack`: the server has stored that run's facts up to a
 * number; `alive`: the SFU still ran at that moment, so that a run that was killed tells when its viewings ended.
 */
export const FactRecordSchema = v.variant('t', [
  v.object({ t: v.literal('fact'), boot: v.string(), number: v.number(), fact: ControlFactSchema }),
  v.object({ t: v.literal('ack'), boot: v.string(), upTo: v.number() }),
  v.object({ t: v.literal('alive'), boot: v.string(), at: v.number() }),
]);
export type FactRecord = v.InferOutput<typeof FactRecordSchema>;

/** What is known of one run of the SFU. */
export class BootFacts {
  readonly boot: string;
  readonly unacknowledged = new Map<number, ControlFact>();
  readonly openViewings = new Map<ViewingId, { readonly number: number; readonly fact: ControlFact }>();
  lastNumber = 0;
  acknowledged = 0;
  aliveAt = 0;

  constructor(boot: string) {
    this.boot = boot;
  }

  apply(record: FactRecord): void {
    switch (record.t) {
      case 'fact':
        return this.#applyFact(record.number, record.fact);
      case 'ack':
        this.acknowledged = Math.max(this.acknowledged, record.upTo);
        this.lastNumber = Math.max(this.lastNumber, record.upTo);
        for (const number of this.unacknowledged.keys()) {
          if (number <= this.acknowledged) this.unacknowledged.delete(number);
        }
        return;
      case 'alive':
        this.aliveAt = Math.max(this.aliveAt, record.at);
    }
  }

  /** The shortest list of records that says the same. */
  records(): readonly FactRecord[] {
    const { boot } = this;
    const open = [...this.openViewings.values()].filter(({ number }) => number <= this.acknowledged);
    return [
      // An open viewing whose start is acknowledged comes before the `ack`, which then takes it out of the unacknowledged.
      ...open.map(({ number, fact }) => ({ t: 'fact' as const, boot, number, fact })),
      { t: 'ack', boot, upTo: this.acknowledged },
      { t: 'alive', boot, at: this.aliveAt },
      ...[...this.unacknowledged].map(([number, fact]) => ({ t: 'fact' as const, boot, number, fact })),
    ];
  }

  #applyFact(number: number, fact: ControlFact): void {
    if (number > this.acknowledged) this.unacknowledged.set(number, fact);
    this.lastNumber = Math.max(this.lastNumber, number);
    if (fact.kind === 'viewing_started') this.openViewings.set(fact.viewing, { number, fact });
    if (fact.kind === 'viewing_stopped') this.openViewings.delete(fact.viewing);
    if (fact.kind !== 'camera_state') this.aliveAt = Math.max(this.aliveAt, fact.at);
  }
}
