import type { BrowserContext, Page } from '@playwright/test';
import { openProfile, pin } from './browser.ts';
import { benchPeople, benchPost } from '../world/bench-situation.ts';
import type { BenchWorld } from '../world/bench-world.ts';

/** What a page tells of its start: when the field for the PIN could be typed in, when Enter was pressed there, when the book stood. */
type ColdStart = { gateAt: number; enteredAt: number; bookAt: number };
type ColdMark = 'gate' | 'book';
declare global {
  interface Window {
    __cold?: ColdStart;
    __tellCold?: (mark: ColdMark) => Promise<void>;
  }
}

/** In ms: from the navigation until the PIN can be typed, and from Enter until the book is painted and takes an entry. */
export type ColdTimes = { readonly gate: number; readonly book: number };

const tablet = { width: 1280, height: 800 };
const patienceMs = 60_000;

/**
 * A browser that was not running opens the book without a network, its page's thread throttled. The page tells when it is so far:
 * a driver that looks for things in it does so on the very thread that is measured, throttled too.
 */
export async function startCold(
  world: BenchWorld,
  throttling: number,
  use: (page: Page, times: ColdTimes) => Promise<void> = () => Promise.resolve(),
): Promise<ColdTimes> {
  const context = await openProfile(world, benchPeople[0], tablet);
  try {
    const told = await watchStart(context);
    await context.setOffline(true);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: throttling });
    await page.goto(`/posts/${benchPost(1)}`, { waitUntil: 'commit' });
    await told('gate');
    const field = page.getByLabel('Mã PIN', { exact: true });
    await field.fill(pin);
    await field.press('Enter');
    await told('book');
    const times = await page.evaluate(() => {
      const start = window.__cold;
      if (start === undefined) throw new Error('nobody watched');
      return { gate: start.gateAt, book: start.bookAt - start.enteredAt };
    });
    await use(page, times);
    return times;
  } finally {
    await context.close();
  }
}

/** The returned function waits until the page tells it. */
async function watchStart(context: BrowserContext): Promise<(mark: ColdMark) => Promise<void>> {
  const marks = { gate: Promise.withResolvers<undefined>(), book: Promise.withResolvers<undefined>() };
  await context.exposeFunction('__tellCold', (mark: ColdMark) => marks[mark].resolve(undefined));
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
        void window.__tellCold?.('gate');
      }
      if (start.gateAt > 0 && start.bookAt === 0 && isBook()) {
        await painted();
        start.bookAt = performance.now();
        seen.disconnect();
        void window.__tellCold?.('book');
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
  return async (mark) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`the page did not come as far as its ${mark}`)), patienceMs);
    });
    await Promise.race([marks[mark].promise, late]).finally(() => clearTimeout(timer));
  };
}
