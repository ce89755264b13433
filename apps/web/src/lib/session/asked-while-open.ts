const everyMs = 30_000;

/** What a page asks the server for while it is open: at once, every half minute, and whenever it is told that something changed. */
export class AskedWhileOpen {
  readonly #ask: () => Promise<void>;
  #isOpen = false;
  #asking: Promise<void> | null = null;
  #again = false;

  constructor(ask: () => Promise<void>) {
    this.#ask = ask;
  }

  /** The returned function ends it. */
  open(): () => void {
    this.#isOpen = true;
    void this.load();
    const timer = setInterval(() => void this.load(), everyMs);
    return () => {
      this.#isOpen = false;
      clearInterval(timer);
    };
  }

  /** One question at a time: a hint that comes while one is under way is answered by one more. */
  async load(): Promise<void> {
    if (!this.#isOpen) return;
    if (this.#asking !== null) {
      this.#again = true;
      return this.#asking;
    }
    this.#asking = this.#ask();
    await this.#asking;
    this.#asking = null;
    if (!this.#again) return;
    this.#again = false;
    await this.load();
  }
}
