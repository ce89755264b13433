import type { BrowserContext, Page } from '@playwright/test';

/** What a page of the logbook tells a bench: when strict transactions of the outbox were complete. */
type BookObserver = {
  readonly keyedAt: number[];
  readonly begunAt: number[];
  readonly committedAt: number[];
};
declare global {
  interface Window {
    __book?: BookObserver;
  }
}

/**
 * One entry saved in the page, in ms since 1970: when the key was pressed, when its encryption began (its content key was
 * made), when its transaction began, and when that was complete.
 */
export type Saved = {
  readonly pressedAt: number;
  readonly keyedAt: number;
  readonly begunAt: number;
  readonly committedAt: number;
};

/** Notes when each strict readwrite transaction over the outbox's operations has completed. Before anything else runs. */
export async function observeOutbox(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const observer: BookObserver = { keyedAt: [], begunAt: [], committedAt: [] };
    const now = () => performance.timeOrigin + performance.now();
    window.__book = observer;
    const importKey = SubtleCrypto.prototype.importKey;
    SubtleCrypto.prototype.importKey = function (this: SubtleCrypto, ...given: unknown[]) {
      observer.keyedAt.push(now());
      const imported: Promise<CryptoKey> = Reflect.apply(importKey, this, given);
      return imported;
    };
    const original = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...given) {
      const transaction = original.apply(this, given);
      const isAppend =
        transaction.mode === 'readwrite' &&
        transaction.durability === 'strict' &&
        ['operations', 'states'].every((name) => transaction.objectStoreNames.contains(name));
      if (isAppend) {
        const begunAt = now();
        // One that was refused is none of them.
        transaction.addEventListener('complete', () => {
          observer.begunAt.push(begunAt);
          observer.committedAt.push(now());
        });
      }
      return transaction;
    };
  });
}

/** Writes an entry as a watcher does: text in the box, Ctrl+Enter. Resolves when the box is empty again. */
export function saveEntry(page: Page, text: string): Promise<Saved> {
  return page.evaluate(async (entry) => {
    const box = document.querySelector('textarea');
    const observer = window.__book;
    if (box === null || observer === undefined) throw new Error('no book to write in');
    const nextTask = () => new Promise((resolve) => setTimeout(resolve, 5));
    box.focus();
    box.value = entry;
    box.dispatchEvent(new InputEvent('input', { bubbles: true }));
    // The box shows what was typed before anybody presses the key.
    await new Promise(requestAnimationFrame);
    await nextTask();
    const before = observer.committedAt.length;
    const pressedAt = performance.timeOrigin + performance.now();
    box.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true, cancelable: true }),
    );
    const giveUpAt = performance.now() + 30_000;
    while (box.value !== '' || observer.committedAt.length === before) {
      if (performance.now() > giveUpAt) throw new Error('the entry was not saved');
      await nextTask();
    }
    return {
      pressedAt,
      keyedAt: observer.keyedAt.find((at) => at >= pressedAt) ?? Number.NaN,
      begunAt: observer.begunAt[before] ?? Number.NaN,
      committedAt: observer.committedAt[before] ?? Number.NaN,
    };
  }, text);
}
