import { createHash, randomUUID } from 'node:crypto';
import { linkText } from '@truc/media/signalling';
import type { ControlFact, FactLink } from '@truc/media/signalling';

/**
 * The chain over everything that this SFU ever told about viewings, through all of its runs: whoever takes a fact out, puts one
 * in or changes one breaks it at that place. Its end lies on this machine, the facts in the server's database.
 */
export class FactChain {
  #id = randomUUID() as string;
  #head: FactLink | undefined;

  get id(): string {
    return this.#id;
  }

  get head(): FactLink | undefined {
    return this.#head;
  }

  /** What the fact file says about whose it is. */
  restore(id: string, head: FactLink | undefined): void {
    this.#id = id;
    this.follow(head);
  }

  /** A link that was made before: the chain goes on after the highest. */
  follow(link: FactLink | undefined): void {
    if (link !== undefined && link.number > (this.#head?.number ?? 0)) this.#head = link;
  }

  /** The next link, over this fact; nothing for a fact about a camera. */
  next(fact: ControlFact): FactLink | undefined {
    if (fact.kind === 'camera_state') return undefined;
    const number = (this.#head?.number ?? 0) + 1;
    const text = linkText({ sfu: this.#id, number, previous: this.#head?.hash ?? '' }, fact);
    this.#head = { number, hash: createHash('sha256').update(text).digest('hex') };
    return this.#head;
  }
}
