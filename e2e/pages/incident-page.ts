import { expect, type Locator, type Page } from '@playwright/test';
import { openBook } from './logbook-page.ts';
import { passGate } from './sign-in-page.ts';

/** Reports a violation from a watch post's page, with nobody told yet, and answers the address of its page. */
export async function reportViolation(page: Page, post: string, kind: string): Promise<string> {
  await openForm(page, post);
  await page.getByLabel(kind, { exact: true }).check();
  await openDetails(page);
  await page.getByLabel('Nơi xảy ra').fill('Chưa rõ');
  await page.getByRole('button', { name: 'Lưu, chưa báo được ai' }).click();
  await expect(page.locator('[data-status]')).toBeVisible();
  return new URL(page.url()).pathname;
}

export async function openForm(page: Page, post: string): Promise<void> {
  await openBook(page, post);
  await page.getByRole('link', { name: 'Báo vi phạm' }).click();
}

/** They are open already where the form found no cameras to choose from. */
export async function openDetails(page: Page): Promise<void> {
  const details = page.locator('details').first();
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
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
  return page.getByRole('feed', { name: 'Diễn biến' });
}
