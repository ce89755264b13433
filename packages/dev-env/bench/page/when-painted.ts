import type { JSHandle, Page } from '@playwright/test';

/** What is waited for: an element, and text in it where that is what tells. */
export type Sight = { readonly selector: string; readonly text?: string };

export type Watching = JSHandle<{ readonly painted: Promise<number> }>;

/** Begins to watch for it in the page, before anything is done that brings it. */
export function watchFor(page: Page, sight: Sight): Promise<Watching> {
  return page.evaluateHandle(({ selector, text }) => {
    const isThere = () =>
      [...document.querySelectorAll(selector)].some(
        (element) => text === undefined || element.textContent.includes(text),
      );
    const painted = new Promise<number>((resolve) => {
      const look = () => {
        if (!isThere()) return false;
        requestAnimationFrame(() => {
          // A message posted in a frame's callback is handled after that frame was painted.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
          port2.postMessage(null);
        });
        return true;
      };
      if (look()) return;
      const observer = new MutationObserver(() => {
        if (look()) observer.disconnect();
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true });
    });
    return { painted };
  }, sight);
}

/** Ms since 1970, by the page's clock, after the frame in which it was drawn. */
export async function paintedAt(watching: Watching): Promise<number> {
  const at = await watching.evaluate((watch) => watch.painted);
  await watching.dispose();
  return at;
}
