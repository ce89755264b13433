import type { Timers } from '@truc/base';

export type ReloadWhenFreeOptions = {
  readonly timers: Timers;
  /** Whether nobody is at work on this page. */
  readonly isFree: () => boolean;
  readonly reload: () => void;
};

const lookEveryMs = 5_000;

/**
 * A wall whose page the SFU no longer understands shows nothing until it is loaded anew, and nobody may stand before it: it loads
 * itself, once the new page is there and nobody is at work on the old one.
 */
export class ReloadWhenFree {
  readonly #options: ReloadWhenFreeOptions;
  #isOutdated = false;
  #isNewPageThere = false;
  #isWaiting = false;

  constructor(options: ReloadWhenFreeOptions) {
    this.#options = options;
  }

  handleOutdated(): void {
    this.#isOutdated = true;
    this.#reload();
  }

  handleNewPage(): void {
    this.#isNewPageThere = true;
    this.#reload();
  }

  #reload(): void {
    if (!this.#isOutdated || !this.#isNewPageThere || this.#isWaiting) return;
    if (this.#options.isFree()) {
      // One that fails is tried again at the next word that the page is outdated.
      this.#isNewPageThere = false;
      return this.#options.reload();
    }
    this.#isWaiting = true;
    this.#options.timers.after(lookEveryMs, () => {
      this.#isWaiting = false;
      this.#reload();
    });
  }
}
