import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import {
  conflictCard,
  field,
  openIncident,
  reportViolation,
  setPlace,
  timeline,
} from './pages/incident-page.ts';
import { expectOnline, statusBar } from './pages/logbook-page.ts';

const post = 'nho-1-vt';
const tooLong = 'Nội dung dài quá giới hạn.';
const onScreenWithinMs = 2_000;

/** Well before the slow poll, which asks without having heard. */
const heardWithinMs = 8_000;

test('[CU12] [IN10] two who change the same field offline both see the conflict; one resolves it, and the other hears of it in the middle of a pull', async ({
  signedIn,
}) => {
  const one = await signedIn('lan');
  const path = await reportViolation(one.page, post, 'Tụ tập');
  await expectOnline(one.page);
  await expect(statusBar(one.page)).toContainText('Đã gửi hết');
  const two = await signedIn('lan');
  const pokes = countPokes(two.page);
  await openIncident(two.page, path);
  await expect(two.page.getByRole('heading', { name: 'Tụ tập, Chưa rõ' })).toBeVisible();

  for (const { context } of [one, two]) await context.setOffline(true);
  await setPlace(one.page, 'Hành lang tầng 2');
  await setPlace(two.page, 'Cầu thang phía đông');
  await one.context.setOffline(false);
  await expect(statusBar(one.page)).toContainText('Đã gửi hết', { timeout: 40_000 });
  await two.context.setOffline(false);
  await expect(statusBar(two.page)).toContainText('Đã gửi hết', { timeout: 40_000 });
  for (const { page } of [two, one]) {
    const card = conflictCard(page, 'place');
    await expect(card).toBeVisible({ timeout: onScreenWithinMs });
    await expect(card).toContainText('Hành lang tầng 2');
    await expect(card).toContainText('Cầu thang phía đông');
    await expect(field(page, 'place')).toContainText('Hành lang tầng 2');
  }

  const card = conflictCard(one.page, 'place');
  const use = card.getByRole('button', { name: 'Dùng lời ghi lại' });
  await expect(use).toBeDisabled();
  await card.getByLabel('Ghi lại').fill('Hành lang '.repeat(21));
  await use.click();
  await expect(card.getByRole('alert')).toHaveText(tooLong);

  await expect.poll(() => pokes.isWatched()).toBe(true);
  const answer = await holdPull(two.page);
  const before = pokes.count();
  await card.getByLabel('Ghi lại').fill('Hành lang và cầu thang');
  await use.click();
  await expectSettled(one.page);
  // Two heard of it while the answer that does not have it yet was on its way.
  await expect.poll(() => pokes.count()).toBeGreaterThan(before);
  await answer.arrive();
  await expectSettled(two.page, heardWithinMs);
});

async function expectSettled(page: Page, timeout = 20_000): Promise<void> {
  await expect(conflictCard(page, 'place')).toHaveCount(0, { timeout });
  await expect(field(page, 'place')).toContainText('Hành lang và cầu thang');
  await expect(timeline(page)).toContainText('Nơi xảy ra: Cầu thang phía đông');
  await expect(timeline(page)).toContainText('Nơi xảy ra: Hành lang tầng 2');
}

/** What comes over the page's socket: whether it is told of news now, and how often it was. */
function countPokes(page: Page): { isWatched(): boolean; count(): number } {
  let isWatched = false;
  let count = 0;
  page.on('websocket', (socket) => {
    if (!socket.url().includes('/rt/')) return;
    socket.on('framereceived', ({ payload }) => {
      const text = String(payload);
      // The answer to `watch`.
      if (text.startsWith('43')) isWatched = true;
      if (text.includes('"poke"')) count += 1;
    });
    socket.on('close', () => (isWatched = false));
  });
  return { isWatched: () => isWatched, count: () => count };
}

/** Makes the page pull, and keeps what the server answered on its way; pulls after that pass. */
async function holdPull(page: Page): Promise<{ arrive(): Promise<void> }> {
  const held = Promise.withResolvers<() => Promise<void>>();
  let isHeld = false;
  await page.route('**/api/sync/pull', async (route) => {
    if (isHeld) return route.continue();
    isHeld = true;
    const response = await route.fetch();
    held.resolve(() => route.fulfill({ response }));
  });
  await page.evaluate(() => dispatchEvent(new Event('online')));
  return { arrive: await held.promise };
}
