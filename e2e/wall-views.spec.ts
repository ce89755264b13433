import { expect, test } from './fixtures.ts';
import { passGate } from './pages/sign-in-page.ts';
import { openWall, tile } from './pages/wall-page.ts';

test('a wall is arranged without dragging, saved, and found again; its pictures carry their viewer', async ({
  signedIn,
}) => {
  const { page } = await signedIn('lan');
  await openWall(page, 4);
  await expect(tile(page, 'nho-1-cam01').locator('[data-watermark]')).toContainText('Lan');
  await page.getByRole('button', { name: 'Sắp xếp ô hình' }).click();
  await page.getByLabel('Camera của ô 1').selectOption('nho-1-cam04');
  await page.getByRole('button', { name: 'Lưu bố cục' }).click();
  const name = `Ca đêm ${Date.now()}`;
  await page.getByLabel('Tên', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Lưu mới' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  const layouts = page.getByRole('combobox', { name: /^Bố cục/ });
  await expect(layouts).toHaveValue(/.+/);
  await openWall(page, 4);
  await layouts.selectOption({ label: name });
  await expect(page.getByRole('gridcell').first().locator('video')).toHaveAttribute(
    'data-camera',
    'nho-1-cam04',
  );
});

test('[GL-52] whoever watched finds his look in the record of looks', async ({ signedIn }) => {
  const { page } = await signedIn('lan');
  await openWall(page, 1);
  await expect(tile(page, 'nho-1-cam01')).toHaveAttribute('data-state', 'live', { timeout: 30_000 });
  await page.goto('/looks');
  const row = page.locator('tr[data-viewing]').first();
  await passGate(page, row);
  await expect(row).toContainText('Giám sát việc chấp hành', { timeout: 30_000 });
  await expect(row).toContainText('Lan');
});

test('a saved layout is removed, after it was asked whether it is meant', async ({ signedIn }) => {
  const { page } = await signedIn('minh');
  await openWall(page, 4);
  const name = `Bỏ đi ${Date.now()}`;
  await page.getByRole('button', { name: 'Sắp xếp ô hình' }).click();
  await page.getByRole('button', { name: 'Lưu bố cục' }).click();
  await page.getByLabel('Tên', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Lưu mới' }).click();
  const layouts = page.getByRole('combobox', { name: /^Bố cục/ });
  await expect(layouts).toHaveValue(/.+/);
  await page.getByRole('button', { name: 'Sắp xếp ô hình' }).click();
  await page.getByRole('button', { name: 'Xóa bố cục' }).click();
  await expect(page.getByRole('dialog')).toContainText(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Xóa bố cục' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(layouts.getByRole('option', { name })).toHaveCount(0);
});
