import type { SyncClient } from '@truc/sync/client';

/** How long a page that reaches the server has for sending by itself. */
const ownTryMs = 2_000;
/** A browser wakes the worker a few times and then forgets: it is asked again while something is unsent. */
const askAgainMs = 60_000;

export type WithoutPagePorts = {
  readonly sync: Pick<SyncClient, 'subscribe' | 'status'>;
  readonly ask: () => Promise<boolean>;
  readonly page: Pick<Document, 'addEventListener'>;
  readonly now: () => number;
};

/**
 * Has the service worker send what this page may not live to send (SW4): asked as soon as something is saved that does not go
 * out at once, and when the page goes to the background. The returned function ends it.
 */
export function sendWithoutPage({ sync, ask, page, now }: WithoutPagePorts): () => void {
  const stop = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unsentBefore = 0;
  let askedAt = Number.NEGATIVE_INFINITY;

  function askNow(): void {
    clearTimeout(timer);
    timer = undefined;
    if (sync.status().unsent === 0) return;
    askedAt = now();
    void ask();
  }

  const unsubscribe = sync.subscribe(({ unsent, connection }) => {
    const isNew = unsent > unsentBefore || (unsent > 0 && now() - askedAt >= askAgainMs);
    unsentBefore = unsent;
    if (!isNew || timer !== undefined) return;
    if (connection === 'online') timer = setTimeout(askNow, ownTryMs);
    else askNow();
  });
  page.addEventListener('visibilitychange', askNow, { signal: stop.signal });
  return () => {
    clearTimeout(timer);
    stop.abort();
    unsubscribe();
  };
}
