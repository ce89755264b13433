/** Nobody answers. A promise of its own each time: one that all wait for would hold every world that ever waited. */
export function never(): Promise<never> {
  return new Promise(() => undefined);
}
