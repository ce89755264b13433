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

function happen(event: Event): void {
  const { gate } = event;
  if (gate === null || gate.state === 'alive') event.run?.();
  // Called off or not: that is asked at the thaw.
  else gate.run(() => event.run?.());
}

function isBefore(a: Event, b: Event): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
