import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { readHeader, type ScopeId } from '@truc/sync/protocol';
import { killBrowser } from '../src/kill-browser.ts';
import { observeOutbox, saveEntry } from './page/book-page.ts';
import { openBook, openBrowser, openProfile, profileOf, showBook } from './page/browser.ts';
import { rounded, type Report } from './report.ts';
import { readScope } from './sync/read-scope.ts';
import { benchPeople, benchPost, type BenchPerson } from './world/bench-situation.ts';
import { withBenchWorld, type BenchWorld } from './world/bench-world.ts';
import { enrolDevice, signIn } from './world/signed-in-client.ts';

const kills = Number(process.env['TRUC_KILLS'] ?? 20);
/** A long run says that it goes on. Ctrl+C ends it, its browser and its province. */
const tellEvery = 25;
/** Two tablets live and die beside each other: while one browser starts, the other one is written in. */
const tablets = [benchPeople[0], benchPeople[1]] as const;
const reader = benchPeople[2];
const post = benchPost(1);
/** Somewhere within saves, rounds and redraws: a browser lives this long after a person began to write. */
const livesMs = { least: 50, most: 1_500 };

type Tally = { readonly saved: string[]; begun: number; ended: number; offline: number };

/** A browser that is killed (SIGKILL) while a person writes, again and again: what it called saved must reach the server once. */
export function measureKillBrowser(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const startedAt = performance.now();
    const record: Tally = { saved: [], begun: 0, ended: 0, offline: 0 };
    await Promise.all(tablets.map((person) => liveOn(world, person, record)));
    const { lost, doubled } = await compare(world, record.saved);
    const seconds = (performance.now() - startedAt) / 1_000;
    return {
      figures: { kills, lost },
      rows: [
        ['lives that ended by SIGKILL', `${kills}, ${record.offline} of them without a network`],
        ['entries that were called saved', String(record.saved.length)],
        ['of them on the server twice', String(doubled)],
        ['all of it took', `${rounded(seconds)} s, ${rounded(seconds / kills)} s a life`],
      ],
    };
  });
}

/** One tablet's lives, until all tablets together have ended as many as were asked for. */
async function liveOn(world: BenchWorld, person: BenchPerson, record: Tally): Promise<void> {
  await (await openBrowser(world, person, observeOutbox)).close();
  while (record.begun < kills) {
    record.begun += 1;
    const isOffline = Math.random() < 0.5;
    if (isOffline) record.offline += 1;
    await liveAndDie(world, { person, life: record.begun, isOffline, saved: record.saved });
    record.ended += 1;
    if (record.ended % tellEvery === 0)
      console.log(`${record.ended} of ${kills} killed, ${record.saved.length} entries called saved`);
  }
}

type Life = {
  readonly person: BenchPerson;
  readonly life: number;
  readonly isOffline: boolean;
  readonly saved: string[];
};

async function liveAndDie(world: BenchWorld, { person, life, isOffline, saved }: Life): Promise<void> {
  const context = await openProfile(world, person);
  await observeOutbox(context);
  const page = context.pages()[0] ?? (await context.newPage());
  await showBook(page, post);
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
  for (const person of tablets) {
    const context = await openProfile(world, person);
    try {
      await allSent(context);
    } finally {
      await context.close();
    }
  }
  const device = await enrolDevice(world.url, await signIn(world.url, reader));
  const leaves = await readScope(device, `post:${post}` as ScopeId);
  device.close();
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
