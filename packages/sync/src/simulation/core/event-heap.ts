/** What is to happen and when; of two at the same time, what was planned first. `run` is null once it was called off. */
export type Event = {
  readonly at: number;
  readonly order: number;
  readonly gate: Gate | null;
  run: (() => void) | null;
};

/** What may hold an event back when its time has come, or let it go. */
export type Gate = { readonly state: 'alive' | 'frozen' | 'dead'; run(work: () => void): void };

export function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Events in any order of their times. */
export class EventHeap {
  /** Of the event at the same index of the heap, so that looking for a place touches two lists of numbers alone. */
  readonly #ats: number[] = [];
  readonly #orders: number[] = [];
  readonly #heap: Event[] = [];

  first(): Event | undefined {
    return this.#heap[0];
  }

  push(event: Event): void {
    const { at, order } = event;
    let index = this.#heap.length;
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#isBefore(at, order, parent)) break;
      this.#move(parent, index);
      index = parent;
    }
    this.#put(event, index);
  }

  takeFirst(): void {
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

/** Events that are planned in the order of their times, as all are that lie equally far ahead. */
export class EventQueue {
  #events: Event[] = [];
  #from = 0;

  /** The first that was not called off. */
  first(): Event | undefined {
    for (;;) {
      const event = this.#events[this.#from];
      if (event === undefined || event.run !== null) return event;
      this.takeFirst();
    }
  }

  push(event: Event): void {
    this.#events.push(event);
  }

  takeFirst(): void {
    this.#from += 1;
    if (this.#from < keptPast) return;
    this.#events = this.#events.slice(this.#from);
    this.#from = 0;
  }
}

/** Events that have been before a queue forgets them. */
const keptPast = 256;
