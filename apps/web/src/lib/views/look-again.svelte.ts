import { untrack } from 'svelte';

type Log = { readonly isRead: boolean; readAnew(): void };
type Looking<One extends Log> = {
  /** What the page is about. */
  readonly id: () => string;
  readonly isFound: () => boolean;
  readonly logs: () => readonly One[];
};

/**
 * Call while a page is made that shows one thing out of several logs. What was written on the page before may not have been read
 * again yet: a page that does not find it is loading until it was.
 */
export function lookAgain<One extends Log>({ id, isFound, logs }: Looking<One>): void {
  $effect.pre(() => {
    void id();
    untrack(() => {
      if (isFound()) return;
      for (const log of logs()) if (log.isRead) log.readAnew();
    });
  });
}
