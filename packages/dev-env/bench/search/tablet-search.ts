import type { Page } from '@playwright/test';
import { openBrowser } from '../page/browser.ts';
import { startCold } from '../page/cold-page.ts';
import { benchPeople } from '../world/bench-situation.ts';
import { withBenchWorld } from '../world/bench-world.ts';
import { fillBook, pullBook } from '../world/full-book.ts';

const rows = Number(process.env['TRUC_BENCH_TABLET_ROWS'] ?? 20_000);
const rounds = 8;
const throttling = 4;
/** So that the index stands, as on a tablet whose book was open before. */
const indexedAfterMs = 15_000;

/** Common and rare words, a name, a number, what nobody wrote, a single letter: of the texts that the book is filled with. */
const questions = [
  'ro mah',
  'Trần Văn Khánh',
  'camera cong chinh',
  'da quan sat vong luc',
  'do than nhiet',
  '81a',
  'xe bien so 81a 4',
  'kho vat tu den tat',
  'khong ai viet tu nay',
  'd',
  'ban giao chia khoa so 12 cho',
  'khu cach ly b mua nho',
];

export type TabletSearch = {
  readonly rows: number;
  /** In ms, of every question, and of those that were the first after the book was opened. */
  readonly taken: readonly number[];
  readonly first: readonly number[];
  readonly slowest: string;
};

/** Questions to the search of one book on a tablet without a network, each from its last letter to the painted answer. */
export function searchTablet(): Promise<TabletSearch> {
  return withBenchWorld({ posts: 1, loops: [] }, async (world) => {
    const context = await openBrowser(world, benchPeople[0]);
    await fillBook(world, rows);
    await pullBook(context, rows);
    await context.close();
    const asked: { readonly ms: number; readonly what: string; readonly isFirst: boolean }[] = [];
    await startCold(world, throttling, async (page) => {
      await page.waitForTimeout(indexedAfterMs);
      for (let round = 0; round < rounds; round += 1) {
        // Another page and back: the worker and its words are gone.
        await page.getByRole('link', { name: 'Trang đầu' }).first().click();
        await page.getByRole('link', { name: 'Sổ trực' }).first().click();
        const field = page.getByLabel('Tìm trong sổ');
        await field.click();
        const order = questions.map((_, at) => questions[(at + round) % questions.length] ?? '');
        for (const [at, what] of order.entries())
          asked.push({ ms: await ask(page, what), what, isFirst: at === 0 });
      }
    });
    const slowest = asked.reduce((a, b) => (b.ms > a.ms ? b : a));
    return {
      rows,
      taken: asked.map(({ ms }) => ms),
      first: asked.filter(({ isFirst }) => isFirst).map(({ ms }) => ms),
      slowest: `${slowest.what}: ${Math.round(slowest.ms)} ms`,
    };
  });
}

function ask(page: Page, question: string): Promise<number> {
  return page.evaluate(async (text) => {
    const field = document.querySelector<HTMLInputElement>('search input');
    const region = field?.closest('search')?.parentElement;
    if (!field || !region) throw new Error('no search');
    const until = (isTrue: () => boolean) =>
      new Promise<void>((resolve) => {
        if (isTrue()) return resolve();
        const seen = new MutationObserver(() => {
          if (!isTrue()) return;
          seen.disconnect();
          resolve();
        });
        seen.observe(region, { childList: true, subtree: true, characterData: true });
      });
    const said = () => region.querySelector('[role="status"]')?.textContent ?? '';
    const type = (value: string) => {
      field.value = value;
      field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    };
    type('');
    await until(() => said() === '');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const typedAt = performance.now();
    type(text);
    // Whole: while the book is still being read, the status tells how far in per cent.
    await until(() => said() !== '' && !said().includes('%'));
    await new Promise<void>((resolve) =>
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve();
        port2.postMessage(null);
      }),
    );
    return performance.now() - typedAt;
  }, question);
}
