import { expect, type Page } from '@playwright/test';
import { passGate, pin, signIn } from './sign-in-page.ts';

export function shiftPanel(page: Page) {
  return page.getByRole('region', { name: 'Ca trực' });
}

/** Leaves a person's vault and plan on this device, so that he works on it without the network. */
export async function becomeKnown(
  page: Page,
  { person, post }: { readonly person: string; readonly post: RegExp },
): Promise<void> {
  await signIn(page, person);
  await page.getByRole('link', { name: post }).click();
  await expect(shiftPanel(page)).toBeVisible();
}

export async function signOut(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name }).click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await expect(page.getByLabel('Tên đăng nhập')).toBeVisible();
}

/** Enters the PIN in the dialog that asks for it. */
export async function sign(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  const field = dialog.getByLabel('Mã PIN', { exact: true });
  await field.fill(pin);
  await field.press('Enter');
  await expect(dialog).toHaveCount(0, { timeout: 15_000 });
}

/** The page on which a shift is begun, handed over and accepted. A page that was loaded anew asks for the PIN. */
export async function openShift(page: Page, post: string, heading: RegExp): Promise<void> {
  await page.goto(`/posts/${post}/shift`);
  await passGate(page, page.getByRole('heading', { name: heading }));
}

export async function startShift(page: Page, post: string): Promise<void> {
  await openShift(page, post, /Bước 1\/1/);
  await page.getByRole('button', { name: 'Ký bắt đầu ca' }).click();
  await sign(page);
  await expect(page.getByRole('heading', { name: /Bước 1\/3/ })).toBeVisible();
}

/** The whole of the outgoing person's part, from where his shift is to where it waits. */
export async function handOver(
  page: Page,
  inTheMiddle: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  await page.getByRole('button', { name: 'Còn lại đều có hình' }).click();
  await page.getByLabel('Điều ca sau cần biết').fill('Cửa sau dãy B đang sửa khóa');
  await page.getByRole('button', { name: 'Chốt tình trạng' }).click();
  await expect(page.getByRole('heading', { name: /Bước 2\/3/ })).toBeVisible();
  const points = page.getByRole('radiogroup');
  await expect(points).toHaveCount(12);
  for (let at = 0; at < 6; at += 1) await points.nth(at).getByLabel('Bình thường').check();
  await inTheMiddle();
  await expect(page.getByText('Còn 6 điểm chưa trả lời')).toBeVisible();
  for (let at = 6; at < 12; at += 1) await points.nth(at).getByLabel('Bình thường').check();
  await page.getByRole('button', { name: 'Ký giao ca' }).click();
  await sign(page);
  await expect(page.getByRole('heading', { name: /Bước 3\/3/ })).toBeVisible();
}

export async function accept(page: Page, reservation: string): Promise<void> {
  await expect(page.getByText('Cửa sau dãy B đang sửa khóa')).toBeVisible();
  const unread = page.getByRole('button', { name: 'Đọc và xác nhận' });
  for (let left = await unread.count(); left > 0; left -= 1) {
    await unread.first().click();
    await expect(unread).toHaveCount(left - 1);
  }
  await page.getByRole('button', { name: 'Còn lại đều có hình' }).click();
  await page.getByLabel('Ý kiến (để trống nếu đồng ý)').fill(reservation);
  await page.getByRole('button', { name: /^Ký nhận ca/ }).click();
  await sign(page);
  await expect(page.getByText('Đã nhận ca. Bạn đang trực.')).toBeVisible();
}
