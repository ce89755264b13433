import type { ControlFact, FactLink, ViewingId } from '@truc/media/signalling';
import * as v from 'valibot';
import {
  ControlFactSchema,
  FactLinkSchema,
  RecordedRangeSchema,
  recordedRangeLimit,
} from '@truc/media/signalling';

const ShownSchema = v.record(
  v.string(),
  v.pipe(v.array(RecordedRangeSchema), v.maxLength(recordedRangeLimit)),
);
export type Shown = v.InferOutput<typeof ShownSchema>;

/**
 * Lines of the fact file. `sfu`: whose file it is, and the end of its chain by then; `fact`: not yet acknowledged when
 * written; `ack`: the server has stored that run's facts up to a number; `alive`: the SFU still ran at that moment, so that a
 * run that was killed tells when its viewings ended, and `shown` what of recordings each playback had been sent by then.
 */
export const FactRecordSchema = v.variant('t', [
  v.object({ t: v.literal('sfu'), id: v.string(), head: v.optional(FactLinkSchema) }),
  v.object({
    t: v.literal('fact'),
    boot: v.string(),
    number: v.number(),
    fact: ControlFactSchema,
    link: v.optional(FactLinkSchema),
  }),
  v.object({ t: v.literal('ack'), boot: v.string(), upTo: v.number() }),
  v.object({ t: v.literal('alive'), boot: v.string(), at: v.number(), shown: v.optional(ShownSchema) }),
]);
export type FactRecord = v.InferOutput<typeof FactRecordSchema>;
/** A line that belongs to one run. */
export type BootRecord = Exclude<FactRecord, { readonly t: 'sfu' }>;
export type LinkedFact = {
  readonly number: number;
  readonly fact: ControlFact;
  readonly link?: FactLink | undefined;
};

/** What is known of one run of the SFU. */
export class BootFacts {
  readonly boot: string;
  readonly unacknowledged = new Map<number, LinkedFact>();
  readonly openViewings = new Map<ViewingId, LinkedFact>();
  lastNumber = 0;
  acknowledged = 0;
  aliveAt = 0;
  /** Of each playback, as it was last told. */
  shown: Shown = {};

  constructor(boot: string) {
    this.boot = boot;
  }

  apply(record: BootRecord): void {
    switch (record.t) {
      case 'fact':
        return this.#applyFact(record);
      case 'ack':
        this.acknowledged = Math.max(this.acknowledged, record.upTo);
        this.lastNumber = Math.max(this.lastNumber, record.upTo);
        for (const number of this.unacknowledged.keys()) {
          if (number <= this.acknowledged) this.unacknowledged.delete(number);
        }
        return;
      case 'alive':
        this.aliveAt = Math.max(this.aliveAt, record.at);
        this.shown = record.shown ?? this.shown;
    }
  }

  /** The shortest list of records that says the same. */
  records(): readonly BootRecord[] {
    const { boot } = this;
    const open = [...this.openViewings.values()].filter(({ number }) => number <= this.acknowledged);
    return [
      // An open viewing whose start is acknowledged comes before the `ack`, which then takes it out of the unacknowledged.
      ...open.map((fact) => ({ t: 'fact' as const, boot, ...fact })),
      { t: 'ack', boot, upTo: this.acknowledged },
      { t: 'alive', boot, at: this.aliveAt, shown: this.shown },
      ...[...this.unacknowledged.values()].map((fact) => ({ t: 'fact' as const, boot, ...fact })),
    ];
  }

  #applyFact({ number, fact, link }: LinkedFact): void {
    const linked = { number, fact, ...(link && { link }) };
    if (number > this.acknowledged) this.unacknowledged.set(number, linked);
    this.lastNumber = Math.max(this.lastNumber, number);
    if (fact.kind === 'viewing_started' || fact.kind === 'playback_started')
      this.openViewings.set(fact.viewing, linked);
    if (fact.kind === 'viewing_stopped' || fact.kind === 'playback_ended')
      this.openViewings.delete(fact.viewing);
    if (fact.kind !== 'camera_state') this.aliveAt = Math.max(this.aliveAt, fact.at);
  }
}
