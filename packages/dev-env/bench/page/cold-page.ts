import type { BrowserContext, Page } from '@playwright/test';
import { openProfile, passGate } from './browser.ts';
import { benchPeople, benchPost } from '../world/bench-situation.ts';
import type { BenchWorld } from '../world/bench-world.ts';

/** What a page tells of its start: when the field for the PIN could be typed in, when Enter was pressed there, when the book stood. */
type ColdStart = { gateAt: number; enteredAt: number; bookAt: number };
declare global {
  interface Window {
    __cold?: ColdStart;
  }
}

/** In ms: from the navigation until the PIN can be typed, and from Enter until the book is painted and takes an entry. */
export type ColdTimes = { readonly gate: number; readonly book: number };

const tablet = { width: 1280, height: 800 };

/** A browser that was not running opens the book without a network, its page's thread throttled. */
export async function startCold(
  world: BenchWorld,
  throttling: number,
  use: (page: Page, times: ColdTimes) => Promise<void> = () => Promise.resolve(),
): Promise<ColdTimes> {
  const context = await openProfile(world, benchPeople[0], tablet);
  try {
    await watchStart(context);
    await context.setOffline(true);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttling });
    await page.goto(`/posts/${benchPost(1)}`, { waitUntil: 'commit' });
    await passGate(page, page.getByRole('region', { name: 'Các mục đã ghi' }).getByRole('listitem').first());
    const times = await page.evaluate(async () => {
      const start = window.__cold;
      if (start === undefined) throw new Error('nobody watched');
      while (start.bookAt === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      return { gate: start.gateAt, book: start.bookAt - start.enteredAt };
    });
    await use(page, times);
    return times;
  } finally {
    await context.close();
  }
}

async function watchStart(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const start: ColdStart = { gateAt: 0, enteredAt: 0, bookAt: 0 };
    window.__cold = start;
    const painted = () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve();
          port2.postMessage(null);
        });
      });
    const isGate = () => document.querySelector('form input[type="password"]') !== null;
    const isBook = () =>
      document.querySelector('section[aria-label="Các mục đã ghi"] li') !== null &&
      document.querySelector('textarea:not([disabled])') !== null;
    let isWaiting = false;
    const look = async () => {
      if (isWaiting) return;
      isWaiting = true;
      if (start.gateAt === 0 && isGate()) {
        await painted();
        start.gateAt = performance.now();
      }
      if (start.gateAt > 0 && start.bookAt === 0 && isBook()) {
        await painted();
        start.bookAt = performance.now();
        seen.disconnect();
      }
      isWaiting = false;
    };
    const seen = new MutationObserver(() => void look());
    seen.observe(document, { childList: true, subtree: true });
    document.addEventListener(
      'keydown',
      ({ key }) => {
        if (key === 'Enter' && start.enteredAt === 0) start.enteredAt = performance.now();
      },
      { capture: true },
    );
  });
}
