import type { ViewingFact } from './control.ts';

export type LinkPlace = {
  /** The SFU whose chain it is. */
  readonly sfu: string;
  readonly number: number;
  /** Hash of the link before, lower-case hex; empty before the first. */
  readonly previous: string;
};

/**
 * What the SHA-256 of a link is taken over, as UTF-8. Both sides make it anew from the fact: the SFU when it writes it down,
 * the server when it takes it and whenever it examines what it has stored. Fields stand in the order of their names.
 */
export function linkText({ sfu, number, previous }: LinkPlace, fact: ViewingFact): string {
  const fields = Object.entries(fact)
    .filter(([, value]) => value !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify(['truc-viewing-fact/1', sfu, number, previous, fields]);
}
