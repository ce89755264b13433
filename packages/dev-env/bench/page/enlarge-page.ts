import type { Page } from '@playwright/test';

export type Enlarged = {
  /** From the double click to the first presented frame of the larger picture. */
  readonly sharpAfterMs: number;
  /** Refreshes of the screen that were looked at, and those at which the element was black or held no frame. */
  readonly refreshes: number;
  readonly blackRefreshes: number;
};

/** Enlarges a tile of the wall by a double click and looks at its element until a while after the larger picture is there. */
export function enlargeTile(page: Page, tile: number): Promise<Enlarged> {
  return page.evaluate(async (index) => {
    const cell = document.querySelectorAll('main [role=gridcell]')[index];
    const video = cell?.querySelector('video');
    if (cell === undefined || !video) throw new Error(`no tile ${index}`);
    const camera = video.getAttribute('data-camera') ?? '';
    const canvas = new OffscreenCanvas(32, 18);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (context === null) throw new Error('no canvas');
    let refreshes = 0;
    let blackRefreshes = 0;
    const look = (): void => {
      context.clearRect(0, 0, 32, 18);
      context.drawImage(video, 0, 0, 32, 18);
      const { data } = context.getImageData(0, 0, 32, 18);
      let sum = 0;
      for (let at = 0; at < data.length; at += 4)
        sum += (data[at] ?? 0) + (data[at + 1] ?? 0) + (data[at + 2] ?? 0);
      refreshes += 1;
      // The night's pictures are dark too, but not like this.
      if (sum / (data.length / 4) / 3 < 4) blackRefreshes += 1;
    };
    const clickedAt = performance.timeOrigin + performance.now();
    cell.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    const giveUpAt = performance.now() + 15_000;
    let sharpAt: number | undefined;
    while (sharpAt === undefined || performance.timeOrigin + performance.now() < sharpAt + 500) {
      await new Promise(requestAnimationFrame);
      look();
      sharpAt ??= window.__truc
        ?.frames(camera)
        .find(({ width, presentedAt }) => width >= 1_280 && presentedAt >= clickedAt)?.presentedAt;
      if (performance.now() > giveUpAt) throw new Error(`${camera} stays small`);
    }
    return { sharpAfterMs: sharpAt - clickedAt, refreshes, blackRefreshes };
  }, tile);
}

/** Makes the enlarged tile small again, and waits until it shows its smaller picture. */
export async function shrinkTile(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const cell = document.querySelector('main [role=gridcell].is-enlarged');
    const camera = cell?.querySelector('video')?.getAttribute('data-camera') ?? '';
    cell?.dispatchEvent(new MouseEvent('dblclick', { bubbles: true }));
    const giveUpAt = performance.now() + 15_000;
    while ((window.__truc?.frames(camera).at(-1)?.width ?? 0) >= 1_280) {
      if (performance.now() > giveUpAt) throw new Error(`${camera} stays large`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  });
}
