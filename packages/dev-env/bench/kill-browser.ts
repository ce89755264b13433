import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { readHeader, type ScopeId } from '@truc/sync/protocol';
import { killBrowser } from '../src/kill-browser.ts';
import { observeOutbox, saveEntry } from './page/book-page.ts';
import { openBook, openBrowser, openProfile, profileOf } from './page/browser.ts';
import type { Report } from './report.ts';
import { readScope } from './sync/read-scope.ts';
import { benchPeople, benchPost } from './world/bench-situation.ts';
import { withBenchWorld, type BenchWorld } from './world/bench-world.ts';
import { enrolDevice, signIn } from './world/signed-in-client.ts';

const kills = Number(process.env['TRUC_KILLS'] ?? 20);
/** A long run takes over an hour: it says that it goes on. Ctrl+C ends it, its browser and its province. */
const tellEvery = 25;
const person = benchPeople[0];
const post = benchPost(1);
/** Somewhere within saves, rounds and redraws: a browser lives this long after its first save. */
const livesMs = { least: 50, most: 1_500 };

/** A browser that is killed (SIGKILL) while a person writes, again and again: what it called saved must reach the server once. */
export function measureKillBrowser(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const saved: string[] = [];
    await (await openBrowser(world, person, observeOutbox)).close();
    let offline = 0;
    for (let at = 1; at <= kills; at += 1) {
      const isOffline = Math.random() < 0.5;
      if (isOffline) offline += 1;
      await liveAndDie(world, { life: at, isOffline, saved });
      if (at % tellEvery === 0) console.log(`${at} of ${kills} killed, ${saved.length} entries called saved`);
    }
    const { lost, doubled } = await compare(world, saved);
    return {
      figures: { kills, lost },
      rows: [
        ['lives that ended by SIGKILL', `${kills}, ${offline} of them without a network`],
        ['entries that were called saved', String(saved.length)],
        ['of them on the server twice', String(doubled)],
      ],
    };
  });
}

type Life = { readonly life: number; readonly isOffline: boolean; readonly saved: string[] };

async function liveAndDie(world: BenchWorld, { life, isOffline, saved }: Life): Promise<void> {
  const context = await openProfile(world, person);
  await observeOutbox(context);
  const page = await openBook(context, post);
  if (isOffline) await context.setOffline(true);
  const writing = writeUntilDeath(page, life, saved);
  await delay(livesMs.least + Math.random() * (livesMs.most - livesMs.least));
  await killBrowser(context, profileOf(world, person));
  await writing;
}

/** What the page called saved before it died is what counts; the one that was under way is nobody's promise. */
async function writeUntilDeath(page: Page, life: number, saved: string[]): Promise<void> {
  for (let at = 1; ; at += 1) {
    const text = `Mạng ${life}, mục ${at}.`;
    try {
      await saveEntry(page, text);
    } catch {
      // The browser is gone.
      return;
    }
    saved.push(text);
  }
}

async function compare(world: BenchWorld, saved: readonly string[]) {
  const context = await openProfile(world, person);
  try {
    await allSent(context);
  } finally {
    await context.close();
  }
  const reader = await enrolDevice(world.url, await signIn(world.url, benchPeople[1]));
  const leaves = await readScope(reader, `post:${post}` as ScopeId);
  reader.close();
  const counts = new Map<string, number>();
  for (const { op } of leaves) {
    if (readHeader(op)?.kind !== 'logbook.entry') continue;
    const { text } = JSON.parse(op.b) as { text: string };
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return {
    lost: saved.filter((text) => !counts.has(text)).length,
    doubled: [...counts.values()].filter((count) => count > 1).length,
  };
}

async function allSent(context: BrowserContext): Promise<void> {
  const page = await openBook(context, post);
  const bar = page.getByRole('region', { name: 'Tình trạng máy này' });
  await bar.getByText('Đã gửi hết').waitFor({ timeout: 120_000 });
}
