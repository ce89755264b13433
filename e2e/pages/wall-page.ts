import { expect, type Locator, type Page } from '@playwright/test';
import { passGate } from './sign-in-page.ts';

export type WallSize = 1 | 4 | 9 | 16;

/** Opens the wall for the first of the four purposes (GL-07). */
export async function openWall(page: Page, size: WallSize): Promise<void> {
  await page.goto(`/wall?size=${size}`);
  const purpose = page.getByRole('button', { name: 'Giám sát việc chấp hành' });
  await passGate(page, purpose);
  await purpose.click();
  await expect(page.getByRole('grid', { name: 'Tường hình' })).toBeAttached();
}

export function video(page: Page, camera: string): Locator {
  return page.locator(`video[data-camera="${camera}"]`);
}

/** The whole tile of a camera, with its words. */
export function tile(page: Page, camera: string): Locator {
  return page.locator('figure', { has: video(page, camera) });
}

export async function expectState(
  page: Page,
  camera: string,
  { state, timeout = 30_000 }: { state: string | RegExp; timeout?: number },
): Promise<void> {
  await expect(tile(page, camera)).toHaveAttribute('data-state', state, { timeout });
}

/** Frames that the element has presented since the page was opened. */
export function framesPresented(page: Page, camera: string): Promise<number> {
  return page.evaluate((id) => {
    const probe = Reflect.get(window, '__truc') as { frames(of: string): readonly unknown[] } | undefined;
    return probe?.frames(id).length ?? 0;
  }, camera);
}

/** Waits until the picture has moved on by so many frames. */
export async function expectMoving(page: Page, camera: string, frames = 3): Promise<void> {
  const before = await framesPresented(page, camera);
  await expect
    .poll(() => framesPresented(page, camera), { message: `${camera} moves`, timeout: 30_000 })
    .toBeGreaterThanOrEqual(before + frames);
}

export type Painted = { readonly width: number; readonly height: number; readonly spread: number };

/** What the element shows: its size, and the standard deviation of its brightness, which is 0 where all is black. */
export function painted(page: Page, camera: string): Promise<Painted> {
  return video(page, camera).evaluate((element) => {
    if (!(element instanceof HTMLVideoElement)) throw new Error('not a video');
    const canvas = new OffscreenCanvas(64, 36);
    const drawing = canvas.getContext('2d');
    if (drawing === null) throw new Error('no canvas');
    drawing.drawImage(element, 0, 0, canvas.width, canvas.height);
    const { data } = drawing.getImageData(0, 0, canvas.width, canvas.height);
    const greens = Array.from({ length: data.length / 4 }, (_, at) => data[at * 4 + 1] ?? 0);
    const mean = greens.reduce((sum, value) => sum + value, 0) / greens.length;
    const variance = greens.reduce((sum, value) => sum + (value - mean) ** 2, 0) / greens.length;
    return { width: element.videoWidth, height: element.videoHeight, spread: Math.sqrt(variance) };
  });
}
