import { join } from 'node:path';
import { chromium, type BrowserContext, type Locator, type Page } from '@playwright/test';
import { chromiumOptions } from '../../src/chromium.ts';
import { benchPassword, type BenchPerson } from '../world/bench-situation.ts';
import type { BenchWorld } from '../world/bench-world.ts';

const patienceMs = 60_000;

/** Where a person's browser keeps everything. */
export function profileOf(world: BenchWorld, person: BenchPerson): string {
  return join(world.folder, `profile-${person}`);
}

/**
 * A person's browser as it was left. Its profile stands on the disk, as a tablet's does: storage of a private window would
 * be in memory, and a strict commit there would wait for nothing.
 */
export async function openProfile(
  world: BenchWorld,
  person: BenchPerson,
  viewport = { width: 1920, height: 1080 },
): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(profileOf(world, person), {
    ...chromiumOptions,
    // Signals are for the bench: it ends the province first, and its own exit ends the browser.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
    baseURL: world.url,
    locale: 'vi-VN',
    timezoneId: 'Asia/Ho_Chi_Minh',
    viewport,
  });
  context.setDefaultTimeout(patienceMs);
  context.setDefaultNavigationTimeout(patienceMs);
  return context;
}

/** A browser in which this person is signed in, his PIN set. */
export async function openBrowser(
  world: BenchWorld,
  person: BenchPerson,
  prepare: (context: BrowserContext) => Promise<void> = () => Promise.resolve(),
): Promise<BrowserContext> {
  const context = await openProfile(world, person);
  await prepare(context);
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('Tên đăng nhập').fill(person);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(benchPassword);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
  await passGate(page, page.getByRole('navigation', { name: 'Điều hướng chính' }));
  await page.close();
  return context;
}

/** A post's book, with the line to the server standing. */
export async function openBook(context: BrowserContext, post: string): Promise<Page> {
  const page = await context.newPage();
  await showBook(page, post);
  await page.getByRole('region', { name: 'Tình trạng máy này' }).getByText('Đã kết nối').first().waitFor();
  return page;
}

/** A post's book as soon as it can be written in. */
export async function showBook(page: Page, post: string): Promise<void> {
  await page.goto(`/posts/${post}`, { waitUntil: 'commit' });
  await passGate(page, page.getByRole('region', { name: 'Các mục đã ghi' }));
}

/** Of everybody whose browser a bench opens. */
export const pin = '739205';

/** Sets or enters the PIN where one is asked for, until `target` is there. */
export async function passGate(page: Page, target: Locator): Promise<void> {
  const choose = page.getByLabel('Mã PIN mới', { exact: true });
  const unlock = page.getByLabel('Mã PIN', { exact: true });
  await target.or(choose).or(unlock).first().waitFor();
  const labels = (await choose.isVisible())
    ? ['Mã PIN mới', 'Nhập lại mã PIN']
    : (await unlock.isVisible())
      ? ['Mã PIN']
      : [];
  for (const label of labels) {
    const field = page.getByLabel(label, { exact: true });
    await field.fill(pin);
    await field.press('Enter');
  }
  await target.waitFor();
}
