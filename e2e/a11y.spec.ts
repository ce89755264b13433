import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { expectOnline, openBook, write } from './pages/logbook-page.ts';
import { expectState, openWall } from './pages/wall-page.ts';

test('sign-in, start page, book and wall have no serious finding of axe', async ({ openDesk, signedIn }) => {
  const { page: signInPage } = await openDesk();
  await expect(signInPage.getByRole('heading', { name: 'Đăng nhập' })).toBeVisible();
  await expectAccessible(signInPage, 'sign-in');

  const { page } = await signedIn('lan');
  await expectAccessible(page, 'start page');
  await openBook(page, 'nho-1-vt');
  await expectOnline(page);
  await write(page, 'Mục để xem khả năng tiếp cận');
  await expectAccessible(page, 'book');
  await openWall(page, 4);
  await expectState(page, 'nho-1-cam01', { state: 'live' });
  await expectAccessible(page, 'wall');
});

test('the page says its language, and English is one press away and stays', async ({ openDesk }) => {
  const { page } = await openDesk();
  await expect(page.locator('html')).toHaveAttribute('lang', 'vi');
  await page.getByRole('radio', { name: 'English' }).check({ force: true });
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.getByRole('radio', { name: 'Tiếng Việt' }).check({ force: true });
  await expect(page.getByRole('heading', { name: 'Đăng nhập' })).toBeVisible();
});

async function expectAccessible(page: Page, what: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`);
  expect(grave, what).toEqual([]);
}
