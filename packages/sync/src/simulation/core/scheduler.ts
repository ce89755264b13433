/** Owns time and order of a run: whatever happens is an event in its heap, and nothing happens between two events. */
import { invariant, type Timers } from '@truc/base';
import { drain } from './drain.ts';
import { EventHeap, EventQueue, isBefore, type Event, type Gate } from './event-heap.ts';

/** Delays that the engine asks for all the time, for its ticks and deadlines: most of these are called off. */
const usualDelaysMs = [5_000, 10_000, 11_000];

export class Scheduler implements Timers {
  /** Simulated ms since the start of the run. */
  now = 0;
  steps = 0;
  /** Digest of all that happened so far: equal seeds give equal traces. */
  trace = 0x811c9dc5;
  readonly #heap = new EventHeap();
  readonly #queues = usualDelaysMs.map(() => new EventQueue());
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
    const usual = usualDelaysMs.indexOf(delayMs);
    if (usual < 0) this.#fresh.push(event);
    else this.#queues[usual]?.push(event);
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
      const event = this.#takeNext(until);
      if (event === null) break;
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
    for (const event of fresh) if (event.run !== null) this.#heap.push(event);
    fresh.length = 0;
  }

  /** Null when there is none up to `until`. */
  #takeNext(until: number): Event | null {
    let next = this.#heap.first();
    let line: EventHeap | EventQueue = this.#heap;
    for (const queue of this.#queues) {
      const first = queue.first();
      if (first === undefined || (next !== undefined && isBefore(next, first))) continue;
      next = first;
      line = queue;
    }
    if (next === undefined || next.at > until) return null;
    line.takeFirst();
    return next;
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
