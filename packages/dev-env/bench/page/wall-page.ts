import type { BrowserContext, Page } from '@playwright/test';
import { passGate } from './browser.ts';

/** The part of the application's own probe (`apps/web`, `probe.ts`) that benches read. */
export type SeenFrame = {
  readonly rtpTimestamp: number | null;
  readonly receivedAt: number | null;
  readonly decodingMs: number | null;
  readonly presentedAt: number;
  readonly presentedFrames: number;
  readonly width: number;
};
declare global {
  interface Window {
    __truc?: { cameras(): readonly string[]; frames(camera: string): readonly SeenFrame[] };
  }
}

/** Times in ms after the click. */
export type Opening = {
  /** Of each tile's first presented frame. */
  readonly firstFrames: readonly number[];
  /** When each tile took its cover off and said that its picture is live. */
  readonly live: readonly number[];
};

export type WallSize = 1 | 4 | 9 | 16 | 64;

export async function switchProbeOn(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    try {
      localStorage.setItem('truc:probe', '1');
    } catch {
      // A page without an origin (about:blank) has no storage, and nothing to probe.
    }
  });
}

/** Brings a fresh page to the choice of the purpose: no camera is asked for yet. */
export async function readyWall(page: Page, size: WallSize): Promise<Page> {
  await page.goto(`/wall?size=${size}`);
  await passGate(page, page.locator('main li button').first());
  return page;
}

/** Chooses the first purpose and waits until `tiles` tiles show a picture. Grants and the join are within these times. */
export function openPictures(page: Page, tiles: number): Promise<Opening> {
  return page.evaluate(async (count) => {
    const button = document.querySelector<HTMLButtonElement>('main li button');
    if (button === null) throw new Error('no purpose to choose');
    const live = new Map<Element, number>();
    const now = () => performance.timeOrigin + performance.now();
    new MutationObserver(() => {
      for (const tile of document.querySelectorAll('figure[data-state="live"]'))
        if (!live.has(tile)) live.set(tile, now());
    }).observe(document.body, { subtree: true, childList: true, attributeFilter: ['data-state'] });
    const clickedAt = now();
    button.click();
    const giveUpAt = performance.now() + 60_000;
    for (;;) {
      const probe = window.__truc;
      const first = (probe?.cameras() ?? []).flatMap((camera) => probe?.frames(camera).slice(0, 1) ?? []);
      if (first.length === count && live.size === count)
        return {
          firstFrames: first.map(({ presentedAt }) => presentedAt - clickedAt),
          live: [...live.values()].map((at) => at - clickedAt),
        };
      if (performance.now() > giveUpAt) throw new Error(`${first.length} of ${count} tiles show a picture`);
      await new Promise((resolve) => setTimeout(resolve, 15));
    }
  }, tiles);
}

/** Frames of every tile that the probe still holds, by camera. */
export function framesOf(page: Page): Promise<Record<string, readonly SeenFrame[]>> {
  return page.evaluate(() => {
    const probe = window.__truc;
    return Object.fromEntries(
      (probe?.cameras() ?? []).map((camera) => [camera, probe?.frames(camera) ?? []]),
    );
  });
}
