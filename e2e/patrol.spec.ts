import { expect, test } from './fixtures.ts';
import { entry, openBook } from './pages/logbook-page.ts';
import { expectState, openWall } from './pages/wall-page.ts';

test('[GL-20] a round is written into the book by one tap, with what was seen, and names what had no picture', async ({
  signedIn,
}) => {
  const { page } = await signedIn('thu');
  await openWall(page, 16);
  for (const at of ['01', '02', '03']) await expectState(page, `nho-2-cam${at}`, { state: 'live' });
  await page.getByRole('button', { name: 'Tuần tra' }).click();
  await expect(page.getByText('Đã thấy 3 camera')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Đã quan sát, bình thường' }).click();
  await expect(page.getByText(/^Đã lưu vào sổ/)).toBeVisible();
  await openBook(page, 'nho-2-vt');
  const written = entry(page, 'Đã quan sát qua camera');
  await expect(written).toContainText('Có hình (3): Cơ sở nhỏ 2: Hành lang 01, Hành lang 02, Hành lang 03.');
  await expect(written).toContainText('chưa quan sát được (7): Cơ sở nhỏ 2: Hành lang 04');
});
