import { createHash } from 'node:crypto';
import { linkText, type FactLink, type LinkPlace, type ViewingFact } from '@truc/media/signalling';

export type ChainBreak = 'gap' | 'hash' | 'fork' | 'unlinked';

/** The hash that a link must have after `previous`. */
export function hashOfLink(place: LinkPlace, fact: ViewingFact): string {
  return createHash('sha256').update(linkText(place, fact)).digest('hex');
}

export type Linked = { readonly fact: ViewingFact; readonly link: FactLink };

/**
 * Follows one SFU's chain link by link from where the stored one ends. After a gap the hash cannot be examined; the chain goes
 * on from what came.
 */
export class ChainReader {
  readonly #sfu: string;
  #head: FactLink;

  constructor(sfu: string, head: FactLink | undefined) {
    this.#sfu = sfu;
    this.#head = head ?? { number: 0, hash: '' };
  }

  get next(): number {
    return this.#head.number + 1;
  }

  /** Why this link does not follow; undefined when it does. */
  read({ fact, link }: Linked): ChainBreak | undefined {
    if (link.number < this.next) return 'fork';
    const isNext = link.number === this.next;
    const place = { sfu: this.#sfu, number: link.number, previous: this.#head.hash };
    const holds = isNext && hashOfLink(place, fact) === link.hash;
    this.#head = link;
    if (!isNext) return 'gap';
    return holds ? undefined : 'hash';
  }
}
