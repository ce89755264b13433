/** Invariants of the whole system (SPEC, WS). `WS0`: the engine threw, looped or left a promise rejected. */
export type InvariantId = `WS${number}`;

export type Violation = { readonly id: InvariantId; readonly at: number; readonly detail: string };

export class Violations {
  readonly found: Violation[] = [];

  report(id: InvariantId, at: number, detail: string): void {
    if (this.found.length < 20) this.found.push({ id, at, detail });
  }
}
