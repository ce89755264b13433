import { invariant } from '@truc/base';

/** Hexadecimal digits of a name that say its place. */
const digits = 5;

/**
 * Names of one kind that are told by their place among them. They are made once a thread, so that V8 compares pointers, and
 * are read back without a map.
 */
export class Names<Name extends string = string> {
  readonly #made: Name[] = [];
  readonly #from: number;
  readonly #make: (place: string) => Name;

  /**
   * `make`: the name in which these five digits stand from the index `from` on. As far in front as can be: a map compares the
   * names that fall into one bucket, and two that differ at once cost least.
   */
  constructor(from: number, make: (place: string) => Name) {
    this.#from = from;
    this.#make = make;
  }

  at(place: number): Name {
    let name = this.#made[place];
    if (name === undefined) {
      invariant(place === this.#made.length && place < 16 ** digits, 'names are given one after the other');
      name = this.#make(place.toString(16).padStart(digits, '0'));
      this.#made.push(name);
    }
    return name;
  }

  /** -1 where the text is no name of this kind. */
  placeOf(text: string): number {
    let place = 0;
    const from = this.#from;
    for (let at = from; at < from + digits; at += 1) {
      const code = text.charCodeAt(at);
      place = (place << 4) | (code < 58 ? code - 48 : code - 87);
    }
    return place >= 0 && this.#made[place] === text ? place : -1;
  }
}
