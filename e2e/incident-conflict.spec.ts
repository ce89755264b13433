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
const onScreenWithinMs = 2_000;

test('two who change the same field offline both see the conflict, and one of them resolves it', async ({
  signedIn,
}) => {
  const one = await signedIn('lan');
  const path = await reportViolation(one.page, post, 'Tụ tập');
  await expectOnline(one.page);
  await expect(statusBar(one.page)).toContainText('Đã gửi hết');
  const two = await signedIn('lan');
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

  await conflictCard(one.page, 'place').getByLabel('Ghi lại').fill('Hành lang và cầu thang');
  await conflictCard(one.page, 'place').getByRole('button', { name: 'Dùng lời ghi lại' }).click();
  for (const { page } of [one, two]) {
    await expect(conflictCard(page, 'place')).toHaveCount(0);
    await expect(field(page, 'place')).toContainText('Hành lang và cầu thang');
    await expect(timeline(page)).toContainText('Nơi xảy ra: Cầu thang phía đông');
    await expect(timeline(page)).toContainText('Nơi xảy ra: Hành lang tầng 2');
  }
});
