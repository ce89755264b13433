import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { observeOutbox, saveEntry } from './page/book-page.ts';
import { openBook, openBrowser, profileOf } from './page/browser.ts';
import type { Report } from './report.ts';
import { benchPeople, benchPost } from './world/bench-situation.ts';
import { withBenchWorld, type BenchWorld } from './world/bench-world.ts';

const entriesEach = 40;
const canariesInEntry = 15;
const post = benchPost(1);

/** Words in entries of its own and of others, sent and unsent, and in a draft: then every octet of the browser's profile is searched. */
export function measureNoPlaintext(): Promise<Omit<Report, 'name'>> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const written = { sent: canaries(), unsent: canaries(), others: canaries(), draft: [[canary()]] };
    const control = canary();
    await fillProfile(world, written, control);
    const all = Object.values(written).flat(2);
    const files = filesUnder(profileOf(world, benchPeople[0]));
    const hits = all.flatMap((word) => where(files, word));
    if (where(files, control).length === 0)
      throw new Error('the search does not find what lies in the clear');
    return {
      figures: { canaries: all.length, hits: hits.length },
      rows: [
        ['canaries', 'in entries sent, unsent, pulled from others, and in a draft'],
        [
          'searched',
          `${files.length} files of the profile, ${Math.round(octetsOf(files) / 1024)} KiB, UTF-8 and UTF-16`,
        ],
        ['a word put in the clear on purpose', 'found'],
        ['files with hits', [...new Set(hits)].join(', ') || 'none'],
      ],
    };
  });
}

type Written = Readonly<Record<'sent' | 'unsent' | 'others' | 'draft', readonly (readonly string[])[]>>;

async function fillProfile(world: BenchWorld, written: Written, control: string): Promise<void> {
  const other = await openBrowser(world, benchPeople[1], observeOutbox);
  await saveAll(await openBook(other, post), written.others);
  const context = await openBrowser(world, benchPeople[0], observeOutbox);
  const page = await openBook(context, post);
  await saveAll(page, written.sent);
  await page.getByRole('region', { name: 'Tình trạng máy này' }).getByText('Đã gửi hết').waitFor();
  await page
    .getByText(written.others.at(-1)?.[0] ?? '')
    .first()
    .waitFor();
  await context.setOffline(true);
  await saveAll(page, written.unsent);
  await page.evaluate((word) => localStorage.setItem('bench-control', word), control);
  await page.locator('textarea').fill(written.draft.flat().join(' '));
  // The draft is kept when the page is left, at the latest.
  await page.goto('/');
  await page.close();
  await Promise.all([context.close(), other.close()]);
}

async function saveAll(page: Page, entries: Written['sent']): Promise<void> {
  for (const words of entries) await saveEntry(page, words.join(' '));
}

function canaries(): string[][] {
  return Array.from({ length: entriesEach }, () => Array.from({ length: canariesInEntry }, canary));
}

/** Nothing that a compression could shorten, and nothing that stands anywhere by chance. */
function canary(): string {
  return randomBytes(12).toString('base64url').replaceAll(/[-_]/g, 'x');
}

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true);
}

const held = new Map<string, Buffer>();

function contentOf(file: string): Buffer {
  const content = held.get(file) ?? readFileSync(file);
  held.set(file, content);
  return content;
}

function where(files: readonly string[], word: string): string[] {
  const forms = [Buffer.from(word, 'utf8'), Buffer.from(word, 'utf16le')];
  return files.filter((file) => forms.some((form) => contentOf(file).includes(form)));
}

function octetsOf(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + contentOf(file).length, 0);
}
