import { expect, test } from './fixtures.ts';

test.use({ serverEnv: { TRUC_DUTY_CALL_AFTER_MIN: '1' } });

test('[GL-20] an empty post calls who answers for it on every page and device until he sees to it, and nobody else', async ({
  signedIn,
}) => {
  const { page } = await signedIn('quang');
  const { page: other } = await signedIn('quang');
  const { page: watch } = await signedIn('lan');
  const alarm = page.locator('[data-duty-call="post_unmanned"]');
  await expect(alarm).toContainText('Vị trí trực không có người');
  await expect(other.locator('[data-duty-call]')).toBeVisible();
  await alarm.getByRole('button', { name: 'Mở lịch trực' }).click();
  await expect(page).toHaveURL(/calendar/);
  await expect(alarm).toBeVisible();
  await alarm
    .getByRole('button', { name: /^Tiếp nhận/ })
    .first()
    .click();
  await expect(page.locator('[data-duty-call]')).toHaveCount(0);
  await expect(other.locator('[data-duty-call]')).toHaveCount(0);
  await expect(watch.locator('[data-duty-call]')).toHaveCount(0);
});
