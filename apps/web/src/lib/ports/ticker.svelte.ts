import { createSubscriber } from 'svelte/reactivity';

/** The time as something that a page can look at: it runs only while somebody looks. */
export type Ticker = { readonly now: number };

export function createTicker(periodMs: number, now: () => number): Ticker {
  const subscribe = createSubscriber((update) => {
    const timer = setInterval(update, periodMs);
    return () => clearInterval(timer);
  });
  return {
    get now() {
      subscribe();
      return now();
    },
  };
}
