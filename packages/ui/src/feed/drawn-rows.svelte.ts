import { createHeights, placesToDraw, rowAt, rowsBetween, rowTops } from './row-window.ts';

export type DrawnRowsOptions = {
  readonly keys: () => readonly string[];
  /** The height of a row that was never drawn, px. */
  readonly guess: number;
};

/** A row that is seen at the upper edge, and how far its top lies above that. */
export type Anchor = { readonly key: string; readonly by: number };

/** Rows beyond the edges that are drawn too, px: a wheel's turn does not meet white. */
const sparePx = 600;
/** Nearer than this to its beginning a list counts as being read from its beginning. */
const beginningPx = 8;

/** Which rows of a long list are drawn, and what keeps the one before the eye still while others above it grow or come. */
export class DrawnRows {
  readonly #options: DrawnRowsOptions;
  readonly #heights;
  #measured = $state(0);
  /** The part of the list that is seen, in its own px. */
  #seen = $state.raw({ top: 0, bottom: 800 });
  /** The row that holds the focus, or would. */
  current = $state(0);
  hasFocus = $state(false);
  #tops: Float64Array = $derived.by(() => {
    void this.#measured;
    return rowTops(this.#options.keys(), this.#heights.of);
  });
  #range = $derived(rowsBetween(this.#tops, { ...this.#seen, spare: sparePx }));
  readonly places: readonly number[] = $derived.by(() => {
    const { current, hasFocus } = this;
    return placesToDraw(this.#range, hasFocus && current < this.#options.keys().length ? current : null);
  });

  constructor(options: DrawnRowsOptions) {
    this.#options = options;
    this.#heights = createHeights(options.guess);
  }

  get height(): number {
    return this.#tops.at(-1) ?? 0;
  }

  get isAtBeginning(): boolean {
    return this.#seen.top <= beginningPx;
  }

  top(place: number): number {
    return this.#tops[place] ?? 0;
  }

  /** `top`, `bottom`: of what is seen, in the list's px. */
  look(top: number, bottom: number): void {
    if (top !== this.#seen.top || bottom !== this.#seen.bottom) this.#seen = { top, bottom };
  }

  get seenTop(): number {
    return this.#seen.top;
  }

  get seenHeight(): number {
    return this.#seen.bottom - this.#seen.top;
  }

  /** The row that the Tab key reaches: the one with the focus, else the first that is seen. */
  get tabStop(): number {
    return this.hasFocus ? this.current : rowAt(this.#tops, this.#seen.top);
  }

  anchor(): Anchor | null {
    const place = rowAt(this.#tops, this.#seen.top);
    const key = this.#options.keys()[place];
    return key === undefined ? null : { key, by: this.#seen.top - this.top(place) };
  }

  /** Where the edge has to be for that row to stand where it stood. */
  edgeFor({ key, by }: Anchor): number | null {
    const place = this.#options.keys().indexOf(key);
    return place === -1 ? null : this.top(place) + by;
  }

  measure(heights: ReadonlyMap<string, number>): void {
    if (this.#heights.measure(heights)) this.#measured += 1;
  }
}
