import { OpenPages, type OpenPagesOptions } from '../realtime/open-pages.ts';

export type BoardWatchOptions = OpenPagesOptions & {
  /** Whether the SFU answers. */
  readonly isConnected: () => boolean;
};

const lookEveryMs = 500;

/** Knows who has a board open, and tells them when what stands on it may have changed; the SFU's silence too. */
export class BoardWatch {
  readonly #options: BoardWatchOptions;
  readonly #pages: OpenPages;
  #lostSince: number | null = null;
  #cancelLook: () => void = () => {};

  constructor(options: BoardWatchOptions) {
    this.#options = options;
    this.#pages = new OpenPages(options);
    this.#look();
  }

  /** Since when the SFU has not answered; null while it does. */
  get lostSince(): number | null {
    return this.#lostSince;
  }

  asked(person: string): void {
    this.#pages.asked(person);
  }

  changed(): void {
    this.#pages.changed();
  }

  close(): void {
    this.#pages.close();
    this.#cancelLook();
  }

  #look(): void {
    const { clock, timers, isConnected } = this.#options;
    const wasLost = this.#lostSince !== null;
    this.#lostSince = isConnected() ? null : (this.#lostSince ?? clock.now());
    if (wasLost !== (this.#lostSince !== null)) this.changed();
    this.#cancelLook = timers.after(lookEveryMs, () => this.#look());
  }
}
