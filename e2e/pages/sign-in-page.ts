import { expect, type Locator, type Page } from '@playwright/test';
import { demonstrationPassword } from '@truc/dev-env';

export const password = demonstrationPassword;

export async function fillSignIn(page: Page, username: string, secret: string): Promise<void> {
  await page.getByLabel('Tên đăng nhập').fill(username);
  await page.getByLabel('Mật khẩu', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Đăng nhập' }).click();
}

/** The PIN of everybody in these tests. */
export const pin = '739205';

/** Signs a person of the small situation in by the form, sets his PIN if he keeps a book, and waits for his start page. */
export async function signIn(page: Page, username: string): Promise<void> {
  await fillSignIn(page, username, password);
  await passGate(page, page.getByRole('navigation', { name: 'Điều hướng chính' }));
}

/** Sets or enters the PIN where one is asked for, until `target` is there. */
export async function passGate(page: Page, target: Locator): Promise<void> {
  const choose = page.getByLabel('Mã PIN mới', { exact: true });
  const unlock = page.getByLabel('Mã PIN', { exact: true });
  await expect(target.or(choose).or(unlock).first()).toBeVisible();
  if (await choose.isVisible()) await setPin(page);
  else if (await unlock.isVisible()) await enterPin(page);
  await expect(target).toBeAttached();
}

export async function setPin(page: Page, secret = pin): Promise<void> {
  for (const label of ['Mã PIN mới', 'Nhập lại mã PIN']) {
    const field = page.getByLabel(label, { exact: true });
    await field.fill(secret);
    await field.press('Enter');
  }
}

export async function enterPin(page: Page, secret = pin): Promise<void> {
  const field = page.getByLabel('Mã PIN', { exact: true });
  await field.fill(secret);
  await field.press('Enter');
}
