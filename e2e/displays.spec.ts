import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, type Desk } from './fixtures.ts';
import { bytesByCamera } from './observe-page.ts';
import { passGate } from './pages/sign-in-page.ts';
import { pairDisplay } from './pages/display-page.ts';
import { expectMoving, expectState, tile } from './pages/wall-page.ts';

const first = 'nho-1-cam01';
const second = 'nho-1-cam02';
/** From the word at the desk to the end of the bytes at the display. */
const revokedWithinMs = 1_000;

test.describe.configure({ mode: 'serial' });

async function openDisplay(openDesk: () => Promise<Desk>): Promise<Desk & { readonly code: string }> {
  const desk = await openDesk();
  await desk.page.goto('/display');
  const shown = desk.page.locator('[data-code]');
  await expect(shown).toBeVisible();
  return { ...desk, code: (await shown.getAttribute('data-code')) ?? '' };
}

async function openDrive(page: Page, name: string): Promise<void> {
  await page.goto('/drive');
  const heading = page.getByRole('heading', { name: new RegExp(name) });
  const which = page.getByRole('combobox', { name: 'Màn hình nào' });
  await passGate(page, heading.or(which).first());
  if (await which.isVisible()) {
    const other = which.getByRole('option', { name });
    if (!(await heading.isVisible())) await which.selectOption({ label: (await other.textContent()) ?? '' });
  }
  await expect(heading).toBeVisible();
}

async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  expect(grave, what).toEqual([]);
}

test('[GL-05] a display is paired by its code, shows pictures under its own name, and stops within a second when it is revoked', async ({
  openDesk,
  signedIn,
}) => {
  const { page: display, code } = await openDisplay(openDesk);
  await expectAccessible(display, 'a display that waits');
  const { page: manager } = await signedIn('ngan');
  await pairDisplay(manager, { code, name: 'Màn hình sảnh' });
  await expectState(display, first, { state: 'live', timeout: 15_000 });
  await expectMoving(display, first);
  await expect(tile(display, first).locator('[data-watermark]')).toContainText('Màn hình sảnh · Vị trí trực');
  await expect(display.getByRole('button')).toHaveCount(0);
  await expectAccessible(display, 'a display');
  const row = manager.locator('[data-kiosk]', { hasText: 'Màn hình sảnh' });
  await expect(row).toContainText('Đỗ Ngân chịu trách nhiệm');
  await expectAccessible(manager, 'displays');

  await row.getByRole('button', { name: 'Thu hồi' }).click();
  await manager.getByLabel('Lý do').fill('Màn hình chuyển đi nơi khác');
  await manager.getByRole('dialog').getByRole('button', { name: 'Thu hồi' }).click();
  await expect(row).toContainText('thu hồi lúc');
  await expect(display.getByText('Màn hình này không còn được chiếu')).toBeVisible({
    timeout: revokedWithinMs,
  });
  await expect(display.locator('video')).toHaveCount(0);

  await manager.goto('/looks');
  const look = manager.locator('tr[data-viewing]', { hasText: 'Màn hình sảnh' }).first();
  await passGate(manager, look);
  await expect(look).toContainText('Đỗ Ngân chịu trách nhiệm');
});

test('a desk says what a display shows; the display keeps its picture when the desk’s link dies', async ({
  openDesk,
  signedIn,
}) => {
  const { page: display, code } = await openDisplay(openDesk);
  const { page: manager } = await signedIn('ngan');
  await pairDisplay(manager, { code, name: 'Tường phòng trực' });
  await expectState(display, first, { state: 'live', timeout: 15_000 });

  const desk = await signedIn('phuc');
  await openDrive(desk.page, 'Tường phòng trực');
  const sizes = desk.page.getByRole('combobox', { name: 'Số ô hình' });
  const askedAt = Date.now();
  await sizes.selectOption('even:4');
  await expect(display.getByRole('gridcell')).toHaveCount(4);
  test.info().annotations.push({ type: 'command to display', description: `${Date.now() - askedAt} ms` });
  await expect(display.locator('[data-driver]')).toContainText('Lê Phúc đang điều khiển');
  await expect(desk.page.locator('[data-behind="false"]')).toContainText('Đang chiếu đúng');
  await desk.page.getByRole('combobox', { name: 'Camera của ô 1' }).selectOption(second);
  await expect(display.getByRole('gridcell').first().locator('video')).toHaveAttribute('data-camera', second);
  await desk.page
    .locator('[data-tile="0"]')
    .getByRole('button', { name: /Phóng to/ })
    .press('Enter');
  await expect(tile(display, second)).toBeVisible();
  await expect.poll(() => display.getByRole('gridcell').count()).toBe(1);
  await expectAccessible(desk.page, 'driving a display');

  // Of two at one display the one who drives keeps it; who answers for it takes it at once.
  await openDrive(manager, 'Tường phòng trực');
  await manager.getByRole('combobox', { name: 'Số ô hình' }).selectOption('even:9');
  await expect(display.locator('[data-driver]')).toContainText('Đỗ Ngân');
  await sizes.selectOption('even:4');
  await expect(desk.page.getByText(/Đỗ Ngân đang điều khiển\. Chờ một phút/)).toBeVisible();

  await manager.context().setOffline(true);
  await manager.getByRole('combobox', { name: 'Số ô hình' }).selectOption('even:1');
  await expect(manager.getByText(/kết nối|máy chủ/i).first()).toBeVisible();
  await expectMoving(display, second);
  await expect(display.getByRole('gridcell')).toHaveCount(9);
  const before = await bytesByCamera(display);
  await expectMoving(display, first);
  expect((await bytesByCamera(display))[first]).toBeGreaterThan(before[first] ?? 0);
  await manager.context().setOffline(false);
});
