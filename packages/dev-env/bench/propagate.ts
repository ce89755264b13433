import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from '@playwright/test';
import { observeOutbox, saveEntry } from './page/book-page.ts';
import { clockBiasMs } from './page/clock-bias.ts';
import { openBook, openBrowser } from './page/browser.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople, benchPost } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const warmUpEntries = 5;
const entries = 120;
const pauseMs = 150;

/** From the key that saves an entry on A to its row painted on B, two browsers at the same post, online. */
export function measurePropagate(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const [onA, onB] = await Promise.all(
      benchPeople.map((person) => openBrowser(world, person, observeOutbox)),
    );
    if (onA === undefined || onB === undefined) throw new Error('Two people watch');
    try {
      const writer = await openBook(onA, benchPost(1));
      const reader = await openBook(onB, benchPost(1));
      const apart = (await clockBiasMs(reader)) - (await clockBiasMs(writer));
      const taken = (await writeAndWatch(writer, reader)).map((each) => each - apart);
      return {
        figures: { p95_ms: rounded(percentile(taken, 0.95)) },
        rows: [
          ['entries', `${taken.length}, after ${warmUpEntries} to warm up, one after the other`],
          ['measured', 'from Ctrl+Enter on A to the frame on B that paints the row'],
          ['p50, p99', `${rounded(percentile(taken, 0.5))} ms, ${rounded(percentile(taken, 0.99))} ms`],
          ['clocks of the two pages apart', `${rounded(apart)} ms (taken off)`],
          ['slowest', `${rounded(Math.max(...taken))} ms`],
        ],
      };
    } finally {
      await Promise.all([onA.close(), onB.close()]);
    }
  });
}

async function writeAndWatch(writer: Page, reader: Page): Promise<number[]> {
  const taken: number[] = [];
  for (let at = 0; at < warmUpEntries + entries; at += 1) {
    const text = `Truyền đi số ${at + 1}.`;
    const watching = await reader.evaluateHandle(watchFor, text);
    const { pressedAt } = await saveEntry(writer, text);
    const paintedAt = await watching.evaluate((watch) => watch.painted);
    await watching.dispose();
    if (at >= warmUpEntries) taken.push(paintedAt - pressedAt);
    // Entries do not come in step with frames, rounds or timers.
    await delay(pauseMs * (1 + Math.random()));
  }
  return taken;
}

/** In the page. `painted`: ms since 1970 after the frame in which a row with this text was drawn. */
function watchFor(text: string): { readonly painted: Promise<number> } {
  const isThere = () =>
    [...document.querySelectorAll('[data-entry]')].some((row) => row.textContent.includes(text));
  const painted = new Promise<number>((resolve) => {
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      observer.disconnect();
      requestAnimationFrame(() => {
        // A message posted in a frame's callback is handled after that frame was painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        port2.postMessage(null);
      });
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  return { painted };
}
