import { expect, type Page } from '@playwright/test';
import { passGate } from './sign-in-page.ts';

/** Somebody answers for a display that shows this code: at his post, for the cameras of the first facility. */
export async function pairDisplay(
  manager: Page,
  { code, name }: { readonly code: string; readonly name: string },
): Promise<void> {
  await manager.goto('/displays');
  const start = manager.getByRole('button', { name: 'Ghép màn hình' });
  await passGate(manager, start);
  await start.click();
  await manager.getByLabel('Mã trên màn hình').fill(`${code.slice(0, 4).toLowerCase()} ${code.slice(4)}`);
  await manager.getByRole('button', { name: 'Tìm màn hình' }).click();
  await manager.getByLabel('Tên màn hình').fill(name);
  await manager.getByLabel('Nơi đặt').fill('Phòng trực tầng 2');
  await manager.getByRole('checkbox', { name: /Cơ sở nhỏ 1/ }).check();
  await manager.getByRole('button', { name: 'Nhận trách nhiệm và ghép' }).click();
  await expect(manager.getByRole('dialog')).toBeHidden();
}
