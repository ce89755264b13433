type Delivery = { readonly dueMs: number; readonly run: () => void };

/** Runs deliveries in the order of their times, those of one time in the order in which they came: timers alone would not. */
export class DeliveryQueue {
  readonly #waiting: Delivery[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `dueMs` is a reading of `performance.now()`; what is due runs at once, unless something waits before it. */
  add(dueMs: number, run: () => void): void {
    if (this.#waiting.length === 0 && dueMs <= performance.now()) return run();
    let at = this.#waiting.length;
    while (at > 0 && (this.#waiting[at - 1]?.dueMs ?? 0) > dueMs) at -= 1;
    this.#waiting.splice(at, 0, { dueMs, run });
    if (at === 0) this.#arm();
  }

  clear(): void {
    this.#waiting.length = 0;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#timer = setTimeout(() => this.#runDue(), Math.max(next.dueMs - performance.now(), 0));
    this.#timer.unref();
  }

  #runDue(): void {
    const now = performance.now();
    while ((this.#waiting[0]?.dueMs ?? Infinity) <= now) this.#waiting.shift()?.run();
    this.#arm();
  }
}
