/** Owns time and order of a run: whatever happens is an event in its heap, and nothing happens between two events. */
import { invariant, type Timers } from '@truc/base';
import { drain } from './drain.ts';

type Event = { readonly at: number; readonly order: number; run: (() => void) | null };

export class Scheduler implements Timers {
  /** Simulated ms since the start of the run. */
  now = 0;
  steps = 0;
  /** Digest of all that happened so far: equal seeds give equal traces. */
  trace = 0x811c9dc5;
  readonly #heap: Event[] = [];
  #order = 0;

  after(delayMs: number, run: () => void): () => void {
    invariant(delayMs === delayMs, 'a delay is a number');
    const event: Event = { at: this.now + (delayMs > 0 ? delayMs : 0), order: (this.#order += 1), run };
    this.#push(event);
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
      const event = this.#heap[0];
      if (event === undefined || event.at > until) break;
      this.#pop();
      if (event.run === null) continue;
      this.now = event.at;
      this.steps += 1;
      if (this.steps > stepLimit) throw new EndlessRun(this.steps);
      this.note(event.at);
      event.run();
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

  #push(event: Event): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(event);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent];
      if (above === undefined || !isBefore(event, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = event;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = at * 2 + 1;
      let below = heap[child];
      if (below === undefined) break;
      const right = heap[child + 1];
      if (right !== undefined && isBefore(right, below)) {
        below = right;
        child += 1;
      }
      if (!isBefore(below, last)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = last;
  }
}

/** More events than any healthy run needs: something calls itself for ever. */
export class EndlessRun extends Error {
  override readonly name = 'EndlessRun';
  constructor(steps: number) {
    super(`${steps} events and no end`);
  }
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
