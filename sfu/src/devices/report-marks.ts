import type { Timers } from '@truc/base';
import type { CameraReport, ReportKind } from './camera-reports.ts';

export type Marks = { readonly hasMotion: boolean; readonly isTampered: boolean };

type Rule = {
  /** It must hold for so long before it is told. */
  readonly afterMs: number;
  /** It must be over for so long before it is taken back: what flickers is one. */
  readonly quietMs: number;
  /** A camera that never says that it is over has said so by then. */
  readonly longestMs: number;
};

/** Motion is a mark, and shown at once; tampering makes work, so it has to last. */
const rules: Readonly<Record<ReportKind, Rule>> = {
  motion: { afterMs: 0, quietMs: 10_000, longestMs: 60_000 },
  tamper: { afterMs: 5_000, quietMs: 30_000, longestMs: 600_000 },
};

/** From what a camera reports to what is shown: at most one change of each kind in the time that it must be quiet. */
export class ReportMarks {
  readonly #timers: Timers;
  readonly #onChange: (marks: Marks) => void;
  readonly #shown = new Map<ReportKind, boolean>();
  readonly #pending = new Map<ReportKind, () => void>();
  readonly #reported = new Map<ReportKind, boolean>();

  constructor(timers: Timers, onChange: (marks: Marks) => void) {
    this.#timers = timers;
    this.#onChange = onChange;
  }

  note({ kind, isOn }: CameraReport): void {
    const rule = rules[kind];
    const isShown = this.#shown.get(kind) === true;
    const wasOn = this.#reported.get(kind) === true;
    this.#reported.set(kind, isOn);
    if (isOn && isShown) return this.#later(kind, rule.longestMs, false);
    if (isOn && !wasOn) return this.#later(kind, rule.afterMs, true);
    if (!isOn && isShown && wasOn) return this.#later(kind, rule.quietMs, false);
    if (!isOn && !isShown) this.#cancel(kind);
  }

  /** The camera is not heard any more: nothing that it said is known to hold. */
  clear(): void {
    for (const kind of ['motion', 'tamper'] as const) {
      this.#cancel(kind);
      this.#reported.delete(kind);
      this.#show(kind, false);
    }
  }

  #later(kind: ReportKind, delayMs: number, isShown: boolean): void {
    this.#cancel(kind);
    const done = () => {
      this.#pending.delete(kind);
      this.#show(kind, isShown);
      if (isShown) this.#later(kind, rules[kind].longestMs, false);
      else this.#reported.delete(kind);
    };
    if (delayMs === 0) done();
    else this.#pending.set(kind, this.#timers.after(delayMs, done));
  }

  #cancel(kind: ReportKind): void {
    this.#pending.get(kind)?.();
    this.#pending.delete(kind);
  }

  #show(kind: ReportKind, isShown: boolean): void {
    if ((this.#shown.get(kind) ?? false) === isShown) return;
    this.#shown.set(kind, isShown);
    this.#onChange({
      hasMotion: this.#shown.get('motion') === true,
      isTampered: this.#shown.get('tamper') === true,
    });
  }
}
