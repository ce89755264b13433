import { expect, type Locator, type Page } from '@playwright/test';
import { openBook } from './logbook-page.ts';
import { passGate } from './sign-in-page.ts';

/** Reports an incident from a watch post's page, and answers the address of its page. */
export async function reportIncident(page: Page, post: string, title: string): Promise<string> {
  await openBook(page, post);
  await page.getByRole('link', { name: 'Báo sự việc' }).click();
  await page.getByLabel('Tên sự việc').fill(title);
  await page.getByLabel('Nơi xảy ra').fill('Chưa rõ');
  await page.getByRole('button', { name: 'Báo sự việc' }).click();
  await expect(page.locator('[data-status]')).toBeVisible();
  return new URL(page.url()).pathname;
}

export async function openIncident(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await passGate(page, page.locator('[data-status]'));
}

export function field(page: Page, name: string): Locator {
  return page.locator(`[data-field="${name}"]`);
}

export async function setPlace(page: Page, value: string): Promise<void> {
  await field(page, 'place').getByRole('button').click();
  await page.getByLabel('Nơi xảy ra').fill(value);
  await page.getByRole('button', { name: 'Lưu' }).click();
  await expect(field(page, 'place')).toContainText(value);
}

export function conflictCard(page: Page, name: string): Locator {
  return page.locator(`[data-conflict="${name}"]`);
}

export function timeline(page: Page): Locator {
  return page.getByRole('list', { name: 'Diễn biến' });
}
