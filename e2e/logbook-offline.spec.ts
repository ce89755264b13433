import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { chromiumOptions } from '@truc/dev-env/chromium';
import { killBrowser } from '@truc/dev-env';
import { expect, test } from './fixtures.ts';
import {
  expectEntries,
  expectOnline,
  numbered,
  openBook,
  statusBar,
  write,
  writeAll,
} from './pages/logbook-page.ts';
import { signIn } from './pages/sign-in-page.ts';
import { textsOnServer } from './server-log.ts';

const post = 'nho-1-vt';
const wholeBook = 20;

test('twenty entries written offline outlive the page and reach server and others once, in order', async ({
  signedIn,
}) => {
  const texts = numbered('Ngoại tuyến', wholeBook);
  const reader = await signedIn('quang');
  await openBook(reader.page, post);
  const { context, page } = await signedIn('lan');
  await openBook(page, post);
  await expectOnline(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

  await context.setOffline(true);
  await writeAll(page, texts);
  await expectEntries(page, 'Ngoại tuyến', { texts, state: 'on_tablet' });
  await page.close();
  expect(await textsOnServer(reader.page, post, 'Ngoại tuyến')).toEqual([]);

  const again = await context.newPage();
  await openBook(again, post);
  await expectEntries(again, 'Ngoại tuyến', { texts, state: 'on_tablet' });
  await expect(again.locator('[data-entry]').first()).toContainText('Đã lưu trên máy');
  await expect(statusBar(again)).toContainText(`${wholeBook} mục chưa gửi`);

  await context.setOffline(false);
  await expectEntries(again, 'Ngoại tuyến', { texts, state: 'on_server' });
  await expect(statusBar(again)).toContainText('Đã gửi hết');
  expect(await textsOnServer(reader.page, post, 'Ngoại tuyến')).toEqual(texts);
  await expectEntries(reader.page, 'Ngoại tuyến', { texts, state: 'on_server' });
});

test('entries that were called saved outlive a browser that is killed (SIGKILL)', async ({
  world,
  signedIn,
}) => {
  const texts = numbered('Mất điện', wholeBook);
  const profile = mkdtempSync(join(tmpdir(), 'truc-profile-'));
  const openBrowser = (): Promise<BrowserContext> =>
    chromium.launchPersistentContext(profile, { ...chromiumOptions, baseURL: world.url, locale: 'vi-VN' });
  try {
    // A tablet in service: it was enrolled on another day, and its cookies are on the disk.
    const enrolling = await openBrowser();
    const first = await enrolling.newPage();
    await first.goto('/');
    await signIn(first, 'minh');
    await openBook(first, post);
    await expectOnline(first);
    await first.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await enrolling.close();

    const tablet = await openBrowser();
    const page = await tablet.newPage();
    await openBook(page, post);
    await expectOnline(page);
    await tablet.setOffline(true);
    await writeAll(page, texts);
    await killBrowser(tablet, profile);

    // The service worker may send them before the page is there: what counts here is that none is gone.
    const reopened = await openBrowser();
    await reopened.setOffline(true);
    const book = await reopened.newPage();
    await openBook(book, post);
    await expectEntries(book, 'Mất điện', { texts });
    await reopened.setOffline(false);
    await expectEntries(book, 'Mất điện', { texts, state: 'on_server' });
    await reopened.close();
  } finally {
    rmSync(profile, { recursive: true, force: true });
  }
  const reader = await signedIn('quang');
  await openBook(reader.page, post);
  expect(await textsOnServer(reader.page, post, 'Mất điện')).toEqual(texts);
  await expectEntries(reader.page, 'Mất điện', { texts, state: 'on_server' });
});

test('an entry written while the server is dead is kept and sent when it is back', async ({
  world,
  signedIn,
}) => {
  const { page } = await signedIn('lan');
  await openBook(page, post);
  await expectOnline(page);
  await world.children().server.kill();
  await write(page, 'Máy chủ chết 1');
  await expectEntries(page, 'Máy chủ chết', { texts: ['Máy chủ chết 1'], state: 'on_tablet' });
  await expect(statusBar(page)).toContainText('Mất kết nối');
  await world.restartServer();
  await expectEntries(page, 'Máy chủ chết', { texts: ['Máy chủ chết 1'], state: 'on_server' });
  await expectOnline(page);
});
