import type { TimelineResponse } from '@truc/domain/api';
import type { Severity } from '@truc/domain/incident';
import {
  countInBins,
  filterTimeline,
  loadOf,
  type TimelineFilter,
  type TimelineKind,
} from '@truc/domain/timeline';
import { steppedEnd, stretchOf, type Span, type Stretch } from './stretch.ts';

/** Parts of the band: of 31 days, six hours each. */
const bins = 124;

/** Which part of the period is looked at, and what of it: worked out on this device from what the server told. */
export class TimelineController {
  facility: string | null = $state(null);
  kind: TimelineKind | null = $state(null);
  severity: Severity | null = $state(null);
  state: TimelineFilter['state'] = $state(null);
  span: Span = $state(24);
  /** Where the stretch ends, ms; null: with the period, however that moves on. */
  #end: number | null = $state(null);
  readonly #told: () => TimelineResponse | null;
  #items = $derived.by(() => this.#told()?.items ?? []);
  /** All of the period that the other filters let through. */
  #ofPeriod = $derived(filterTimeline(this.#items, { ...this.#narrowed, ...this.period }));
  readonly list = $derived(filterTimeline(this.#items, { ...this.#narrowed, ...this.stretch }));
  readonly load = $derived(loadOf(this.#ofPeriod, this.stretch));
  readonly band = $derived(countInBins(this.#ofPeriod, { ...this.period, bins }));

  constructor(told: () => TimelineResponse | null) {
    this.#told = told;
  }

  get period(): Stretch {
    const told = this.#told();
    return told === null ? { from: 0, to: 1 } : { from: told.from, to: told.to };
  }

  get stretch(): Stretch {
    return stretchOf(this.period, { end: this.#end, span: this.span });
  }

  get end(): number {
    return this.stretch.to;
  }

  get isAtEnd(): boolean {
    return this.end >= this.period.to;
  }

  get isFiltered(): boolean {
    return this.facility !== null || this.kind !== null || this.severity !== null || this.state !== null;
  }

  moveTo(end: number): void {
    this.#end = end >= this.period.to ? null : end;
  }

  /** By its own length. */
  step(by: 1 | -1): void {
    this.moveTo(steppedEnd(this.period, { to: this.end, span: this.span }, by));
  }

  clear(): void {
    this.facility = null;
    this.kind = null;
    this.severity = null;
    this.state = null;
  }

  get #narrowed(): Omit<TimelineFilter, 'from' | 'to'> {
    const { facility, kind, severity, state } = this;
    return { facility, kind, severity, state };
  }
}
