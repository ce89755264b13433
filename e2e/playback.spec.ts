import { gapMinutes, smallPerson } from '@truc/dev-env';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { passGate } from './pages/sign-in-page.ts';

const camera = 'nho-1-cam01';
const minuteMs = 60_000;
const reason = 'Kiểm tra việc tụ tập ở hành lang lúc giao ca';
const auditor = {
  ...smallPerson('lan'),
  id: 'kiem-soat',
  username: 'kiem-soat',
  name: 'Hồ Thị Nga',
  position: 'Kiểm soát viên',
  agency: 'Thanh tra tỉnh',
  roles: [{ role: 'auditor' as const, facility: null, district: null, post: null }],
};

/** A past minute of which the simulated recorder has a picture, and five minutes after it. */
function recordedMinute(): number {
  const minute = Math.floor(Date.now() / minuteMs) - 8;
  const inHour = minute % 60;
  const isNearGap = inHour > gapMinutes.from - 6 && inHour <= gapMinutes.until;
  return (isNearGap ? minute - 15 : minute) * minuteMs;
}

async function openForm(page: Page, at: number): Promise<void> {
  await page.goto(`/playback/${camera}/${at}`);
  await passGate(page, page.getByRole('button', { name: 'Mở bản ghi' }));
}

async function openRecording(page: Page, at: number): Promise<void> {
  await openForm(page, at);
  await page.getByLabel('Mục đích').selectOption({ label: 'Kiểm tra khắc phục' });
  await page.getByLabel('Lý do xem lại').fill(reason);
  await page.getByRole('button', { name: 'Mở bản ghi' }).click();
}

const moment = (page: Page) =>
  page
    .locator('time[data-recorded]')
    .getAttribute('data-recorded')
    .then((text) => Number(text ?? ''));

test('[GL-07] a person watches a past minute with purpose and reason, and the auditor sees which', async ({
  world,
  signedIn,
}) => {
  await world.provisionPerson(auditor);
  const at = recordedMinute();
  const { page } = await signedIn('lan');
  await openForm(page, at);
  await page.getByRole('button', { name: 'Mở bản ghi' }).click();
  await expect(page.getByRole('alert')).toHaveText('Chưa chọn mục đích.');
  await openRecording(page, at);
  const figure = page.locator('figure', { has: page.locator('video[data-playback]') });
  await expect(figure).toHaveAttribute('data-state', 'playing', { timeout: 15_000 });
  await expect(figure).toContainText('Phát lại');
  await expect.poll(() => moment(page), { timeout: 15_000 }).toBeGreaterThan(at + 1_000);
  expect(await moment(page)).toBeLessThan(at + minuteMs);

  await page.getByLabel('Thời điểm trong bản ghi').fill(String(at + 2 * minuteMs));
  await expect.poll(() => moment(page)).toBeGreaterThanOrEqual(at + 2 * minuteMs - 1_000);
  await page.getByLabel('Nhanh gấp 4').check({ force: true });
  const before = await moment(page);
  await expect.poll(() => moment(page), { timeout: 6_000 }).toBeGreaterThan(before + 8_000);
  await page.keyboard.press('k');
  await expect(figure).toHaveAttribute('data-state', 'paused');
  await page.getByRole('button', { name: 'Thôi xem lại' }).click();

  const inspector = await signedIn('kiem-soat');
  await inspector.page.goto('/looks');
  const row = inspector.page.getByRole('row').filter({ hasText: reason });
  await expect(row).toContainText('Xem lại');
  await expect(row).toContainText('Trần Thị Lan');
  await expect(row).toContainText('Đã chiếu');
  await expect(row).toContainText('Người xem đóng');
});

test('a right that ends takes the recording off the screen', async ({ world, signedIn }) => {
  const dung = smallPerson('dung');
  const { page } = await signedIn('dung');
  await openRecording(page, recordedMinute());
  const figure = page.locator('figure', { has: page.locator('video[data-playback]') });
  await expect(figure).toHaveAttribute('data-state', 'playing', { timeout: 15_000 });
  try {
    await world.provisionPerson({ ...dung, roles: [] });
    await expect(figure).toHaveAttribute('data-state', 'failed', { timeout: 2_000 });
    await expect.poll(() => world.recorder.stats().sessions).toBe(0);
  } finally {
    await world.provisionPerson(dung);
  }
});

test('what the recorder does not have is said by name, and what is near its end is warned of', async ({
  signedIn,
}) => {
  const { page } = await signedIn('quang');
  await openRecording(page, Date.now() - 72 * 60 * minuteMs);
  await expect(page.getByText('Đã quá thời gian lưu: đầu ghi không còn hình lúc này.')).toBeVisible();
  await openForm(page, Date.now() - 40 * 60 * minuteMs);
  await expect(page.getByText(/Sắp bị ghi đè: hình lúc này còn khoảng \d+ giờ/)).toBeVisible();
  await page.goto('/playback/nho-2-cam01');
  await expect(page.getByText('Không có bản ghi để xem')).toBeVisible();
});
