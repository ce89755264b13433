import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from './fixtures.ts';
import { entry, openBook, write } from './pages/logbook-page.ts';
import { passGate } from './pages/sign-in-page.ts';

const post = 'nho-1-vt';

test('the application opens on a reload while the server is dead, and takes entries', async ({
  world,
  signedIn,
}) => {
  const { page } = await signedIn('lan');
  await openBook(page, post);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  // What is preloaded as a module, Chromium compiles anew at each start (decision 0068).
  const frame = await (await page.request.get('/')).text();
  expect(frame).toContain('rel="preload" as="script" crossorigin');
  expect(frame).not.toContain('modulepreload');
  await world.children().server.kill();
  try {
    await page.reload();
    await openBook(page, post);
    await write(page, 'Ghi khi máy chủ chết');
    await expect(entry(page, 'Ghi khi máy chủ chết')).toHaveAttribute('data-state', 'on_tablet');
    await page.goto('/');
    await passGate(page, page.getByRole('navigation', { name: 'Điều hướng chính' }));
    await expect(page.getByRole('heading', { level: 1 })).toContainText('Trần Thị Lan');
  } finally {
    await world.restartServer();
  }
});

test('a new version waits for a person: nothing reloads by itself, and what is typed stays', async ({
  world,
  signedIn,
}) => {
  const { page } = await signedIn('minh');
  await openBook(page, post);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  await openBook(page, post);
  let loads = 0;
  page.on('load', () => (loads += 1));
  const box = page.getByRole('textbox', { name: 'Ghi mục mới' });
  await box.fill('Đang gõ dở');

  releaseNewVersion(world.dataDir);
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    await registration?.update();
  });
  await expect(page.getByText('Có bản mới của ứng dụng.')).toBeVisible();
  await expect(box).toHaveValue('Đang gõ dở');
  expect(loads).toBe(0);

  await page.getByRole('button', { name: 'Cập nhật', exact: true }).click();
  await expect.poll(() => loads).toBe(1);
  await passGate(page, box);
  await expect(box).toHaveValue('Đang gõ dở');
});

test('a question to the server passes the worker by, which an update may be about to replace', async ({
  signedIn,
}) => {
  const { page } = await signedIn('minh');
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.reload();
  const asked = await page.evaluate(async () => {
    const told = new Promise<string>((resolve) => {
      const observer = new PerformanceObserver((list) => {
        const [entry] = list.getEntries().filter(({ name }) => name.endsWith('/api/me?asked'));
        if (entry !== undefined) resolve(JSON.stringify(entry));
      });
      observer.observe({ type: 'resource' });
    });
    await (await fetch('/api/me?asked')).text();
    return told;
  });
  expect(JSON.parse(asked)).toMatchObject({ responseStatus: 200, workerFinalSourceType: 'network' });
});

/** Another service worker is all that a browser knows of a new version. */
function releaseNewVersion(dataDir: string): void {
  const file = join(dataDir, 'web/service-worker.js');
  appendFileSync(file, '\n// another version\n');
  // The copies that were compressed at the build are still the old version.
  for (const packed of ['br', 'gz']) rmSync(`${file}.${packed}`, { force: true });
}
