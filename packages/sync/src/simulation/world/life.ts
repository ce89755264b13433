/** Life of one tab: it can be frozen where it stands and thawed later, or be gone from one instruction to the next. */
export class Life {
  state: 'alive' | 'frozen' | 'dead' = 'alive';
  readonly #waiting: (() => void)[] = [];

  /** Runs now, at the thaw, or never. */
  run(work: () => void): void {
    if (this.state === 'alive') work();
    else if (this.state === 'frozen') this.#waiting.push(work);
  }

  /** Holds an answer back while the tab is frozen, and for ever once it is dead. Undefined when nothing holds it. */
  gate(): Promise<void> | undefined {
    return this.state === 'alive' ? undefined : new Promise((resolve) => this.run(resolve));
  }

  freeze(): void {
    if (this.state === 'alive') this.state = 'frozen';
  }

  thaw(): void {
    if (this.state !== 'frozen') return;
    this.state = 'alive';
    for (const work of this.#waiting.splice(0)) work();
  }

  kill(): void {
    this.state = 'dead';
    this.#waiting.length = 0;
  }
}
