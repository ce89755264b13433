import { readFileSync, writeFileSync } from 'node:fs';
import type { Page, TestInfo } from '@playwright/test';

/** The version that the golden pictures were taken with. */
const file = new URL('../golden/chromium.txt', import.meta.url);

function versionOf(page: Page): string {
  return page.context().browser()?.version() ?? 'unknown';
}

/** Kept beside the pictures whenever they are taken anew. */
export function noteChromium(page: Page, { config }: TestInfo): void {
  if (config.updateSnapshots === 'changed' || config.updateSnapshots === 'all')
    writeFileSync(file, `${versionOf(page)}\n`);
}

/** Whether pictures are drawn here by the Chromium that drew the golden ones, to the pixel. */
export function isChromiumOfPictures(page: Page): boolean {
  return readFileSync(file, 'utf8').trim() === versionOf(page);
}

/**
 * How much may differ. A mark over a letter is some pixels, and a pale colour a twentieth: of the same Chromium no more passes
 * than the rounding of another processor. Another one (Debian brings them every few weeks) draws edges of letters a little
 * elsewhere: until its pictures are taken, only what moved, went or came is seen.
 */
export function toleranceOf(page: Page): { readonly maxDiffPixels: number; readonly threshold: number } {
  if (isChromiumOfPictures(page)) return { maxDiffPixels: 4, threshold: 0.05 };
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  return { maxDiffPixels: Math.round(width * height * 0.01), threshold: 0.2 };
}
