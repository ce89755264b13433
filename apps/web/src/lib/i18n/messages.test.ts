import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

/** A text, or one text for each form that its counts ask for (inlang's message format). */
type Message = string | [{ selectors: string[]; match: Record<string, string> }];

/** Values that are counts, wherever they stand in a message. */
const counts = ['count', 'cameras', 'facilities', 'minutes', 'days', 'tiles', 'walls'];

/** What may follow a count without taking a form of its own. */
const undeclined =
  /^(?:[.,:;·)/]|$| (?:min|h|s|small|to do|to choose|unsent|more in|more$|without|carried over|new|destroyed)\b)/;

const web = new URL('../../../', import.meta.url);
const read = (locale: string): Record<string, Message> =>
  JSON.parse(readFileSync(new URL(`messages/${locale}.json`, web), 'utf8')) as Record<string, Message>;
const vietnamese = read('vi');
const english = read('en');

describe('messages', () => {
  it('stand in both languages under the same keys, in the same order', () => {
    expect(Object.keys(english)).toEqual(Object.keys(vietnamese));
  });

  it('take the same values in both languages', () => {
    for (const key of Object.keys(vietnamese)) {
      const wanted = holes(texts(vietnamese[key] ?? '')[0] ?? '');
      for (const text of texts(english[key] ?? '')) expect(holes(text), key).toEqual(wanted);
    }
  });

  it('have no empty text', () => {
    for (const [key, message] of [...Object.entries(vietnamese), ...Object.entries(english)]) {
      for (const text of texts(message)) expect(text.trim(), key).not.toBe('');
    }
  });

  it('are composed Unicode, as the book is', () => {
    for (const [key, message] of Object.entries(vietnamese)) {
      for (const text of texts(message)) expect(text.normalize('NFC'), key).toBe(text);
    }
  });

  it('hold no count in a fixed plural in English', () => {
    const fixed = Object.entries(english).filter(
      ([, message]) => typeof message === 'string' && declined(message).length > 0,
    );
    expect(fixed.map(([key]) => key)).toEqual([]);
  });

  it('have a form for one and for more of each count, and the count in both', () => {
    for (const [key, message] of Object.entries(english)) {
      if (typeof message === 'string') continue;
      const { selectors, match } = message[0];
      expect(Object.keys(match), key).toHaveLength(2 ** selectors.length);
      for (const text of Object.values(match)) {
        for (const selector of selectors) expect(text, key).toContain(`{${selector.replace('Plural', '')}}`);
      }
    }
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

/** Every form of a message. */
function texts(message: Message): string[] {
  return typeof message === 'string' ? [message] : Object.values(message[0].match);
}

/** The counts in a text whose next word would have to agree with them. */
function declined(text: string): string[] {
  return counts.filter((name) =>
    text
      .split(`{${name}}`)
      .slice(1)
      .some((after) => !undeclined.test(after)),
  );
}

/** The names of the values that a message takes. */
function holes(text: string): string[] {
  return [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort();
}
