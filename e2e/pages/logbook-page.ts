import { expect, type Locator, type Page } from '@playwright/test';
import { passGate } from './sign-in-page.ts';

export type EntryState = 'on_tablet' | 'sending' | 'on_server' | 'needs_you';

export async function openBook(page: Page, post: string): Promise<void> {
  await page.goto(`/posts/${post}`);
  await passGate(page, page.getByRole('region', { name: 'Các mục đã ghi' }));
}

/** Waits until the server's part of the book has come, and the line to the server stands. */
export async function expectOnline(page: Page): Promise<void> {
  await expect(statusBar(page)).toContainText('Đã kết nối');
}

export function statusBar(page: Page): Locator {
  return page.getByRole('region', { name: 'Tình trạng máy này' });
}

/** Writes one entry as a watcher does, and waits until it is safe on this device. */
export async function write(page: Page, text: string): Promise<void> {
  const box = page.getByRole('textbox', { name: 'Ghi mục mới' });
  await box.fill(text);
  await box.press('Control+Enter');
  await expect(box).toHaveValue('');
}

export async function writeAll(page: Page, texts: readonly string[]): Promise<void> {
  for (const text of texts) await write(page, text);
}

export function entry(page: Page, text: string): Locator {
  return page.locator('[data-entry]', { hasText: text });
}

/** Texts that begin so, with their states, as the book shows them: the newest first. */
export function entriesOf(page: Page, prefix: string): Promise<{ text: string; state: string }[]> {
  return page.locator('[data-entry]').evaluateAll(
    (rows, start) =>
      rows
        .map((row) => ({
          text: row.querySelector('.text')?.textContent?.trim() ?? '',
          state: row instanceof HTMLElement ? (row.dataset['state'] ?? '') : '',
        }))
        .filter(({ text }) => text.startsWith(start)),
    prefix,
  );
}

/** Waits until exactly these texts stand in the book, newest first, all in this state. */
export async function expectEntries(
  page: Page,
  prefix: string,
  expected: { readonly texts: readonly string[]; readonly state?: EntryState; readonly timeout?: number },
): Promise<void> {
  const state: unknown = expected.state ?? expect.any(String);
  const rows = expected.texts.map((text) => ({ text, state })).toReversed();
  await expect.poll(() => entriesOf(page, prefix), { timeout: expected.timeout ?? 40_000 }).toEqual(rows);
}

export function numbered(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${prefix} ${String(at + 1).padStart(3, '0')}`);
}
