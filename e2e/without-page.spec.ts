import type { Page, Route } from '@playwright/test';
import { freezeTab, wakeWorker } from './browser-control.ts';
import { expect, test, type Desk } from './fixtures.ts';
import { expectEntries, expectOnline, openBook, statusBar, write } from './pages/logbook-page.ts';
import { textsOnServer } from './server-log.ts';

const post = 'nho-1-vt';
const tag = 'truc-send';
const push = '**/api/sync/push';

test('[SW1] what is unsent goes without an open page, once, sealed', async ({ world, signedIn }) => {
  const reader = await readerOf(signedIn);
  const { context, page } = await bookOf(await signedIn('lan'));
  await context.setOffline(true);
  await write(page, 'Không còn trang nào 001');
  await write(page, 'Không còn trang nào 002');
  const elsewhere = await context.newPage();
  await page.close();
  await context.setOffline(false);
  await wakeWorker(elsewhere, { origin: world.url, tag });
  const texts = ['Không còn trang nào 001', 'Không còn trang nào 002'];
  await expect.poll(() => textsOnServer(reader, post, 'Không còn trang')).toEqual(texts);
  // A second wake-up finds nothing; the page that opens next learns what became of them, and sends nothing again.
  await wakeWorker(elsewhere, { origin: world.url, tag });
  await openBook(elsewhere, post);
  await expectEntries(elsewhere, 'Không còn trang', { texts, state: 'on_server' });
  expect(await textsOnServer(reader, post, 'Không còn trang')).toEqual(texts);
});

test('[RT7] a tab that is frozen in the middle of a round holds nobody up, loses nothing and doubles nothing', async ({
  signedIn,
}) => {
  const reader = await readerOf(signedIn);
  const { context, page: first } = await bookOf(await signedIn('lan'));
  const second = await context.newPage();
  await openBook(second, post);
  await expectOnline(second);

  // Either tab may take the round of what one of them wrote: the one that does is frozen in it.
  const held = await holdPush([first, second]);
  await write(first, 'Trang đóng băng 001');
  const { request, from: leader } = await held.arrives;
  const other = leader === first ? second : first;
  await watchLife(leader, other);
  const thaw = await freezeTab(leader, [other]);
  const signs = await signsOf(other);
  const frozenAt = Date.now();
  await write(other, 'Trang đóng băng 002');
  const texts = ['Trang đóng băng 001', 'Trang đóng băng 002'];
  await expectEntries(other, 'Trang đóng băng', { texts, state: 'on_server', timeout: 15_000 });
  const tookMs = Date.now() - frozenAt;
  await expect(statusBar(other)).toContainText('Đã gửi hết');
  expect((await signsOf(other)) - signs).toBeLessThan(3);
  // Nothing waits any more for a lock that was taken once.
  await write(other, 'Trang đóng băng 003');
  await expectEntries(other, 'Trang đóng băng', {
    texts: [...texts, 'Trang đóng băng 003'],
    state: 'on_server',
    timeout: 5_000,
  });

  // Its request arrives late, after the other's, and it goes on where it stood.
  await request.continue();
  thaw();
  const all = [...texts, 'Trang đóng băng 003'];
  await expectEntries(leader, 'Trang đóng băng', { texts: all, state: 'on_server' });
  await expect(statusBar(leader)).toContainText('Đã gửi hết');
  expect(await textsOnServer(reader, post, 'Trang đóng băng')).toEqual(all);
  test.info().annotations.push({ type: 'taken over after', description: `${tookMs} ms` });
  expect(tookMs).toBeLessThan(10_000);
});

test('[SW3] the worker takes over from the only tab when it is frozen with the lock', async ({
  world,
  signedIn,
}) => {
  const reader = await readerOf(signedIn);
  const { context, page } = await bookOf(await signedIn('minh'));
  const elsewhere = await context.newPage();
  const held = await holdPush([page]);
  await write(page, 'Trang duy nhất 001');
  const { request } = await held.arrives;
  const thaw = await freezeTab(page, [elsewhere]);
  await wakeWorker(elsewhere, { origin: world.url, tag });
  await expect
    .poll(() => textsOnServer(reader, post, 'Trang duy nhất'), { timeout: 15_000 })
    .toEqual(['Trang duy nhất 001']);
  await request.continue();
  thaw();
  await expectEntries(page, 'Trang duy nhất', { texts: ['Trang duy nhất 001'], state: 'on_server' });
  expect(await textsOnServer(reader, post, 'Trang duy nhất')).toEqual(['Trang duy nhất 001']);
});

async function readerOf(signedIn: (person: string) => Promise<Desk>): Promise<Page> {
  const { page } = await signedIn('quang');
  await openBook(page, post);
  return page;
}

async function bookOf(desk: Desk): Promise<Desk> {
  await openBook(desk.page, post);
  await expectOnline(desk.page);
  await desk.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return desk;
}

/** The next push of one of these tabs stays on its way until the test lets it go; what comes after it passes. */
async function holdPush(
  pages: readonly Page[],
): Promise<{ readonly arrives: Promise<{ readonly request: Route; readonly from: Page }> }> {
  const arrives = Promise.withResolvers<{ request: Route; from: Page }>();
  let isHeld = false;
  for (const from of pages)
    await from.route(push, async (request) => {
      if (isHeld) return request.continue();
      isHeld = true;
      arrives.resolve({ request, from });
    });
  return { arrives: arrives.promise };
}

/** Whether the timers of `page` run, as the other tab sees it: signs of life that came from it. */
async function watchLife(page: Page, other: Page): Promise<void> {
  await other.evaluate(() => {
    const life = { signs: 0 };
    Object.assign(window, { life });
    new BroadcastChannel('test:life').addEventListener('message', () => (life.signs += 1));
  });
  await page.evaluate(() => {
    const channel = new BroadcastChannel('test:life');
    setInterval(() => channel.postMessage('alive'), 100);
  });
  await expect.poll(() => signsOf(other)).toBeGreaterThan(0);
}

function signsOf(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { life: { signs: number } }).life.signs);
}
