import { log } from '#lib/ports/log.ts';

/** What pages are written in beside what the door is, and a letter of the file that is meant. */
const ofPages = [
  ['500 1rem "Be Vietnam Pro"', 'ệ'],
  ['400 1rem "Truc Figures"', '0'],
  ['500 1rem "Truc Figures"', '0'],
  ['600 1rem "Truc Figures"', '0'],
] as const;

/** Loads them before the first page asks: it would be laid out in another font first, and once more when they are there. */
export function loadPageFonts(fonts: Pick<FontFaceSet, 'load'>): void {
  for (const [font, letter] of ofPages)
    fonts.load(font, letter).catch((reason: unknown) => log.warn('a font is not there', reason));
}
