import type { PictureSymptom } from './judge.ts';

/** So many of the last so many pictures: one van before the lens is no alarm, and one good picture no recovery. */
const needed = { of: 5, least: 4 } as const;
/** A picture that stands still is told by its age first; what looks frozen may be a quiet corridor for a while. */
const neededFrozen = { of: 6, least: 6 } as const;
const remembered = Math.max(needed.of, neededFrozen.of);

/** From what each picture shows to what is said of its camera. */
export class Debounce {
  #recent: (PictureSymptom | null)[] = [];
  #said: PictureSymptom | null = null;

  get said(): PictureSymptom | null {
    return this.#said;
  }

  take(found: PictureSymptom | null): PictureSymptom | null {
    this.#recent = [...this.#recent, found].slice(-remembered);
    const rule = found === 'frozen' ? neededFrozen : needed;
    const last = this.#recent.slice(-rule.of);
    if (last.filter((each) => each === found).length >= rule.least) this.#said = found;
    return this.#said;
  }
}
