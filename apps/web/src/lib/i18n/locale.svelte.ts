import type { locales } from '#locale';
import { baseLocale, isLocale, overwriteGetLocale } from '#locale';

export type Locale = (typeof locales)[number];

const key = 'truc:locale';
let chosen = $state<Locale>(readChosen());

// Messages read this rune, so a switch of language repaints what is on the screen and loses nothing that is being typed.
overwriteGetLocale(() => chosen);

export const locale = {
  get current(): Locale {
    return chosen;
  },
  /** The tag for `Intl`. */
  get tag(): string {
    return chosen === 'vi' ? 'vi-VN' : 'en-GB';
  },
  choose(next: Locale): void {
    chosen = next;
    document.documentElement.lang = next;
    try {
      localStorage.setItem(key, next);
    } catch {
      // Storage is switched off: the choice then lasts as long as the page.
    }
  },
};

function readChosen(): Locale {
  try {
    const kept = localStorage.getItem(key);
    return isLocale(kept) ? kept : baseLocale;
  } catch {
    // Storage is switched off: the base language it is.
    return baseLocale;
  }
}
