import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const web = new URL('../../../', import.meta.url);
const read = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`messages/${locale}.json`, web), 'utf8')) as Record<string, string>;
const vietnamese = read('vi');
const english = read('en');

describe('messages', () => {
  it('stand in both languages under the same keys, in the same order', () => {
    expect(Object.keys(english)).toEqual(Object.keys(vietnamese));
  });

  it('take the same values in both languages', () => {
    for (const key of Object.keys(vietnamese)) {
      expect(holes(english[key] ?? ''), key).toEqual(holes(vietnamese[key] ?? ''));
    }
  });

  it('have no empty text', () => {
    for (const [key, text] of [...Object.entries(vietnamese), ...Object.entries(english)]) {
      expect(text.trim(), key).not.toBe('');
    }
  });

  it('are composed Unicode, as the book is', () => {
    for (const [key, text] of Object.entries(vietnamese)) expect(text.normalize('NFC'), key).toBe(text);
  });

  it('are all in use', () => {
    const code = sources('.ts', '.svelte')
      .map(({ text }) => text)
      .join('\n');
    const unused = Object.keys(vietnamese).filter(
      (key) => !key.startsWith('$') && !code.includes(`m.${key}`),
    );
    expect(unused).toEqual([]);
  });
});

describe('pages', () => {
  it('have no Vietnamese text of their own', () => {
    const withDiacritics = /[\u00C0-\u024F\u1EA0-\u1EF9]/;
    const found = sources('.svelte').filter(({ text }) => withDiacritics.test(text));
    expect(found.map(({ file }) => file)).toEqual([]);
  });
});

function sources(...endings: string[]): { file: string; text: string }[] {
  const root = fileURLToPath(new URL('src/', web));
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => endings.some((ending) => file.endsWith(ending)))
    .filter((file) => !file.includes('paraglide') && !file.endsWith('.test.ts'))
    .map((file) => ({ file, text: readFileSync(root + file, 'utf8') }));
}

/** The names of the values that a message takes. */
function holes(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
}
