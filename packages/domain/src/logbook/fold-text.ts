/**
 * Words as they are searched: without case and diacritics, so that "ro mah" finds "Rơ Mah" and "duong" finds "Đường". Tablet and
 * server fold by this alone, and find the same.
 */

/** Letters that Unicode takes for letters of their own, although people type them as the plain one. */
const plain: Readonly<Record<string, string>> = { đ: 'd', ƀ: 'b', ø: 'o', ł: 'l', ħ: 'h', ŧ: 't' };
const plainPattern = new RegExp(`[${Object.keys(plain).join('')}]`, 'g');

/** Folded words, one space before each: `" ro mah thu"`. Empty where there is no letter and no figure. */
export function foldText(text: string): string {
  const words = text
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(plainPattern, (letter) => plain[letter] ?? letter)
    .match(/[\p{L}\p{N}]+/gu);
  return words === null ? '' : ` ${words.join(' ')}`;
}

/** Whether words that were folded hold these, which were too: in this order, side by side, the last of them perhaps begun only. */
export function hasFolded(folded: string, query: string): boolean {
  return folded.includes(query);
}

/** Characters of a question: nobody types more. */
export const searchTextLimit = 100;
