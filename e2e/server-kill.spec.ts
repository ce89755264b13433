import type { Page } from '@playwright/test';
import { segmentLimit } from '@truc/sync/protocol';
import { expect, test, type Desk } from './fixtures.ts';
import {
  entriesOf,
  expectEntries,
  expectOnline,
  numbered,
  openBook,
  writeAll,
} from './pages/logbook-page.ts';
import { textsOnServer } from './server-log.ts';

const post = 'nho-1-vt';
const push = '**/api/sync/push';
const entries = 12;

test('a server killed (-9) when the upload arrives loses nothing and doubles nothing', async ({
  world,
  signedIn,
}) => {
  const texts = numbered('Giết lúc nhận', entries);
  const { context, page } = await writtenOffline(await signedIn('lan'), texts);
  const arrived = page.waitForRequest(push);
  await context.setOffline(false);
  await arrived;
  await world.children().server.kill();
  await world.restartServer();
  await expectOnceEverywhere(page, 'Giết lúc nhận', texts);
});

test('a server killed (-9) after it stored the upload and before it answered doubles nothing', async ({
  world,
  signedIn,
}) => {
  const texts = numbered('Giết lúc trả lời', entries);
  const { context, page } = await writtenOffline(await signedIn('lan'), texts);
  const lost = Promise.withResolvers<void>();
  await page.route(
    push,
    async (route) => {
      // Stored for certain: its answer is here. The page never sees it.
      await route.fetch();
      await world.children().server.kill();
      await route.abort('connectionreset');
      lost.resolve();
    },
    { times: 1 },
  );
  await context.setOffline(false);
  await lost.promise;
  expect((await entriesOf(page, 'Giết lúc trả lời')).some(({ state }) => state === 'on_server')).toBe(false);
  await world.restartServer();
  await expectOnceEverywhere(page, 'Giết lúc trả lời', texts);
});

test('a server killed (-9) between two segments of an upload gets the rest, once', async ({
  world,
  signedIn,
}) => {
  // As many entries as the segment holds, and more, are written by hand.
  test.slow();
  const texts = numbered('Nhiều đoạn', segmentLimit + 5);
  const { context, page } = await writtenOffline(await signedIn('minh'), texts);
  let pushes = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/sync/push')) pushes += 1;
  });
  const answered = page.waitForResponse(push);
  await context.setOffline(false);
  await answered;
  await world.children().server.kill();
  await world.restartServer();
  await expect.poll(() => textsOnServer(page, post, 'Nhiều đoạn'), { timeout: 60_000 }).toEqual(texts);
  expect(pushes).toBeGreaterThan(1);
  await expect(page.locator('[data-entry]').first()).toHaveAttribute('data-state', 'on_server');
});

async function writtenOffline(desk: Desk, texts: readonly string[]): Promise<Desk> {
  await openBook(desk.page, post);
  await expectOnline(desk.page);
  await desk.context.setOffline(true);
  await writeAll(desk.page, texts);
  return desk;
}

async function expectOnceEverywhere(page: Page, prefix: string, texts: readonly string[]): Promise<void> {
  await expectEntries(page, prefix, { texts, state: 'on_server', timeout: 60_000 });
  expect(await textsOnServer(page, post, prefix)).toEqual(texts);
}
