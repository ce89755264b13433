/** Owns time and order of a run: whatever happens is an event in its heap, and nothing happens between two events. */
import { invariant, type Timers } from '@truc/base';
import { drain } from './drain.ts';

/** `gate`: of the life that waits for it; null where nothing holds it back. */
type Event = {
  readonly at: number;
  readonly order: number;
  readonly gate: Gate | null;
  run: (() => void) | null;
};

/** What may hold an event back when its time has come, or let it go. */
export type Gate = { readonly state: 'alive' | 'frozen' | 'dead'; run(work: () => void): void };

export class Scheduler implements Timers {
  /** Simulated ms since the start of the run. */
  now = 0;
  steps = 0;
  /** Digest of all that happened so far: equal seeds give equal traces. */
  trace = 0x811c9dc5;
  /** Of the event at the same index of the heap, so that looking for a place touches two lists of numbers alone. */
  readonly #ats: number[] = [];
  readonly #orders: number[] = [];
  readonly #heap: Event[] = [];
  /** Made since the last event, and not in the heap yet: most deadlines are called off before they get there. */
  #fresh: Event[] = [];
  #order = 0;

  after(delayMs: number, run: () => void): () => void {
    return this.#plan(delayMs, null, run);
  }

  /** The same for what one life waits for: it runs in that life, at its thaw, or never. */
  afterIn(gate: Gate, delayMs: number, run: () => void): () => void {
    return this.#plan(delayMs, gate, run);
  }

  #plan(delayMs: number, gate: Gate | null, run: () => void): () => void {
    invariant(delayMs === delayMs, 'a delay is a number');
    const at = this.now + (delayMs > 0 ? delayMs : 0);
    const event: Event = { at, order: (this.#order += 1), gate, run };
    this.#fresh.push(event);
    return () => {
      event.run = null;
    };
  }

  /** Resolves after `delayMs`; at once, and without an event, when it is 0. */
  pause(delayMs: number): Promise<void> | undefined {
    return delayMs === 0 ? undefined : new Promise((resolve) => this.after(delayMs, resolve));
  }

  /** Runs all events up to and at `until`, each to its last promise reaction. @throws when a run has no end. */
  runUntil(until: number, stepLimit = Infinity): void {
    drain();
    for (;;) {
      this.#settle();
      const event = this.#heap[0];
      if (event === undefined || event.at > until) break;
      this.#pop();
      if (event.run === null) continue;
      this.now = event.at;
      this.steps += 1;
      if (this.steps > stepLimit) throw new EndlessRun(this.steps);
      this.note(event.at);
      happen(event);
      drain();
    }
    this.now = Math.max(this.now, until);
  }

  /** Puts a fact into the trace. */
  note(fact: number): void {
    this.trace = Math.imul(this.trace ^ (fact | 0), 0x01000193) ^ (this.trace >>> 13);
  }

  noteText(fact: string): void {
    for (let at = 0; at < fact.length; at += 1) this.note(fact.charCodeAt(at));
  }

  #settle(): void {
    const fresh = this.#fresh;
    if (fresh.length === 0) return;
    for (const event of fresh) if (event.run !== null) this.#push(event);
    fresh.length = 0;
  }

  #push(event: Event): void {
    const heap = this.#heap;
    const { at, order } = event;
    let index = heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(at, order, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(event, index);
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    this.#ats.pop();
    this.#orders.pop();
    const { length } = heap;
    if (last === undefined || length === 0) return;
    const { at, order } = last;
    let index = 0;
    for (;;) {
      let child = index * 2 + 1;
      if (child >= length) break;
      if (
        child + 1 < length &&
        this.#isBefore(this.#ats[child + 1] ?? Infinity, this.#orders[child + 1] ?? 0, child)
      )
        child += 1;
      if (this.#isBefore(at, order, child)) break;
      this.#move(child, index);
      index = child;
    }
    this.#put(last, index);
  }

  #isBefore(at: number, order: number, index: number): boolean {
    const other = this.#ats[index];
    return other === undefined || at < other || (at === other && order < (this.#orders[index] ?? 0));
  }

  #move(from: number, to: number): void {
    const event = this.#heap[from];
    if (event !== undefined) this.#put(event, to);
  }

  #put(event: Event, index: number): void {
    this.#heap[index] = event;
    this.#ats[index] = event.at;
    this.#orders[index] = event.order;
  }
}

/** More events than any healthy run needs: something calls itself for ever. */
export class EndlessRun extends Error {
  override readonly name = 'EndlessRun';
  constructor(steps: number) {
    super(`${steps} events and no end`);
  }
}

function happen(event: Event): void {
  const { gate } = event;
  if (gate === null || gate.state === 'alive') event.run?.();
  // Called off or not: that is asked at the thaw.
  else gate.run(() => event.run?.());
}
