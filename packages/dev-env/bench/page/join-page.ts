import type { Page } from '@playwright/test';
import type { SeenFrame } from './wall-page.ts';

/** One camera come to the screen of a wall of one tile. Times in ms since 1970 by the page's `performance` clock. */
export type Join = {
  readonly camera: string;
  readonly askedAt: number;
  readonly frames: readonly SeenFrame[];
  /** When the tile said of it that it is live. */
  readonly liveAt: number;
};

/**
 * Turns a wall of one tile to its next camera by the key, as an operator does, and watches that tile for `watchMs`. The page
 * keeps its PeerConnection; the camera is one that this page has not shown before, or one that it has left.
 */
export function turnToNext(page: Page, watchMs: number): Promise<Join> {
  return page.evaluate(async (duration) => {
    const now = () => performance.timeOrigin + performance.now();
    const before = document.querySelector('main video')?.getAttribute('data-camera');
    const askedAt = now();
    const counts = new Map(
      (window.__truc?.cameras() ?? []).map((camera) => [camera, window.__truc?.frames(camera).length ?? 0]),
    );
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true }));
    let liveAt = Number.NaN;
    let camera = '';
    const isOver = () => performance.timeOrigin + performance.now() - askedAt > duration;
    const giveUpAt = askedAt + 40_000;
    for (;;) {
      const shown = document.querySelector('main video')?.getAttribute('data-camera') ?? '';
      if (shown !== before) camera = shown;
      const isLive = document.querySelector('main figure')?.getAttribute('data-state') === 'live';
      if (camera !== '' && isLive && Number.isNaN(liveAt)) liveAt = now();
      if (!Number.isNaN(liveAt) && isOver()) break;
      if (now() > giveUpAt) throw new Error(`no live picture of ${camera}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    const frames = (window.__truc?.frames(camera) ?? []).slice(counts.get(camera) ?? 0);
    return { camera, askedAt, frames, liveAt };
  }, watchMs);
}

/** Turns as above and says after how many ms the poster was painted; null where the live picture came before it. */
export function turnAndSeePoster(page: Page): Promise<number | null> {
  return page.evaluate(async () => {
    const before = document.querySelector('main video')?.getAttribute('data-camera');
    const askedAt = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown', bubbles: true }));
    while (performance.now() - askedAt < 20_000) {
      const figure = document.querySelector('main figure');
      const isNew = figure?.querySelector('video')?.getAttribute('data-camera') !== before;
      if (isNew && (figure?.querySelector('canvas')?.width ?? 0) > 0) return performance.now() - askedAt;
      if (isNew && figure?.getAttribute('data-state') === 'live') return null;
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    throw new Error('neither poster nor picture');
  });
}
