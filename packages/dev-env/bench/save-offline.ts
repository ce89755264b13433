import { setTimeout as delay } from 'node:timers/promises';
import type { CDPSession, Page } from '@playwright/test';
import { observeOutbox, saveEntry } from './page/book-page.ts';
import { openBook, openBrowser } from './page/browser.ts';
import { percentile, rounded, type Report } from './report.ts';
import { benchPeople, benchPost } from './world/bench-situation.ts';
import { withBenchWorld } from './world/bench-world.ts';

const warmUpSaves = 20;
const saves = 200;
/** Faster than anybody writes, and long enough for the page to have redrawn the entry before. */
const pauseMs = 500;

/** So fast that each save meets the redraw of the one before. */
const hastySaves = 100;
const hastyPauseMs = 20;
/** A tablet that was without a network for days. */
const longBacklog = 1_000;

/** A tablet's processor is this many times slower than a desk's. */
const throttling = 4;

/** One entry by the logbook's own path, without a network: from the begin of its encryption to the strict commit's `complete`. */
export function measureSaveOffline(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const context = await openBrowser(world, benchPeople[0], observeOutbox);
    try {
      const page = await openBook(context, benchPost(1));
      await context.setOffline(true);
      const devtools = await context.newCDPSession(page);
      await throttle(devtools, throttling);
      await saveMany(page, { count: warmUpSaves, pauseMs });
      const calm = await saveMany(page, { count: saves, pauseMs });
      const hasty = await saveMany(page, { count: hastySaves, pauseMs: hastyPauseMs });
      await throttle(devtools, 1);
      await saveMany(page, { count: longBacklog - warmUpSaves - saves - hastySaves, pauseMs: 0 });
      await throttle(devtools, throttling);
      await delay(pauseMs);
      const late = await saveMany(page, { count: hastySaves, pauseMs: hastyPauseMs });
      return {
        figures: { p50_ms: at(calm.taken, 0.5), p99_ms: at(calm.taken, 0.99) },
        rows: [...rowsOf(calm), ...hastyRows(hasty, late)],
      };
    } finally {
      await context.close();
    }
  });
}

/** In ms: from the begin of the encryption, from the begin of the transaction, and from Ctrl+Enter, each to the commit. */
type Times = { readonly taken: number[]; readonly committing: number[]; readonly sinceKey: number[] };

async function saveMany(
  page: Page,
  { count, pauseMs: pause }: { readonly count: number; readonly pauseMs: number },
): Promise<Times> {
  const times: Times = { taken: [], committing: [], sinceKey: [] };
  for (let done = 0; done < count; done += 1) {
    const { pressedAt, keyedAt, begunAt, committedAt } = await saveEntry(
      page,
      `Ghi khi mất mạng ${done + 1}/${count}`,
    );
    times.taken.push(committedAt - keyedAt);
    times.committing.push(committedAt - begunAt);
    times.sinceKey.push(committedAt - pressedAt);
    await delay(pause);
  }
  return times;
}

function throttle(devtools: CDPSession, rate: number): Promise<unknown> {
  return devtools.send('Emulation.setCPUThrottlingRate', { rate });
}

function rowsOf({ taken, committing, sinceKey }: Times): Report['rows'] {
  return [
    ['saves', `${taken.length}, after ${warmUpSaves} to warm up, one after the other`],
    [
      'measured',
      `from the begin of its encryption to the complete event, processor throttled ${throttling} times`,
    ],
    ['of that the strict transaction, p50, p99', pair(committing, 0.99)],
    ['from Ctrl+Enter, p50, p95', pair(sinceKey, 0.95)],
    ['from Ctrl+Enter, first and last 100', halves(sinceKey)],
    ['p95, p99', `${at(taken, 0.95)} ms, ${at(taken, 0.99)} ms`],
    ['p50 of the first and the last 100', halves(taken)],
    ['slowest', `${rounded(Math.max(...taken))} ms`],
  ];
}

function hastyRows(hasty: Times, late: Times): Report['rows'] {
  return [
    [`${hastyPauseMs} ms after the one before, p50, p99`, pair(hasty.taken, 0.99)],
    [`the same over ${longBacklog} unsent entries`, pair(late.taken, 0.99)],
    ['the same from Ctrl+Enter, p50, p95', `${pair(hasty.sinceKey, 0.95)}; ${pair(late.sinceKey, 0.95)}`],
  ];
}

function at(values: readonly number[], share: number): number {
  return rounded(percentile(values, share));
}

function pair(values: readonly number[], share: number): string {
  return `${at(values, 0.5)} ms, ${at(values, share)} ms`;
}

function halves(values: readonly number[]): string {
  return `${at(values.slice(0, 100), 0.5)} ms, ${at(values.slice(-100), 0.5)} ms`;
}
