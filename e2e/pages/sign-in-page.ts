import { expect, type Page } from '@playwright/test';
import { demonstrationPassword } from '@truc/dev-env';

export const password = demonstrationPassword;

export async function fillSignIn(page: Page, username: string, secret: string): Promise<void> {
  await page.getByLabel('Tên đăng nhập').fill(username);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
}

/** Signs a person of the small situation in by the form and waits for his start page. */
export async function signIn(page: Page, username: string): Promise<void> {
  await fillSignIn(page, username, password);
  await expect(page.getByRole('navigation', { name: 'Điều hướng chính' })).toBeVisible();
}
