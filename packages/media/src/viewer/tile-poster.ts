import type { Poster } from '@truc/media/signalling';
import type { DecodePoster, PosterSurface } from './ports.ts';

/** The picture of the past that stands in for a tile's live one until that is there. */
export class TilePoster {
  readonly #decode: DecodePoster;
  readonly #canvases = new Set<PosterSurface>();
  /** The newest that was taken; what was decoded for another is thrown away. */
  #wanted: Poster | null = null;
  #capturedMs: number | null = null;

  constructor(decode: DecodePoster) {
    this.#decode = decode;
  }

  /** When the picture that is on the canvas reached the SFU, by its clock; null while there is none. */
  get capturedMs(): number | null {
    return this.#capturedMs;
  }

  /** Paints on the canvas from now on; the returned function ends that. */
  attach(canvas: PosterSurface): () => void {
    this.#canvases.add(canvas);
    if (this.#wanted !== null) void this.#paint(this.#wanted);
    return () => {
      this.#canvases.delete(canvas);
      empty(canvas);
    };
  }

  /** Resolves when it is painted, or is not wanted any more. */
  async take(poster: Poster): Promise<void> {
    this.#wanted = poster;
    await this.#paint(poster);
  }

  /** Takes it off the screen: a live picture is there, or the right to see it has ended. */
  clear(): void {
    this.#wanted = null;
    this.#capturedMs = null;
    for (const canvas of this.#canvases) empty(canvas);
  }

  async #paint(poster: Poster): Promise<void> {
    if (this.#canvases.size === 0) return;
    const decoded = await this.#decode(poster);
    if (decoded === null) return;
    if (this.#wanted === poster && this.#canvases.size > 0) {
      for (const canvas of this.#canvases) decoded.draw(canvas);
      this.#capturedMs = poster.capturedMs;
    }
    decoded.close();
  }
}

/** A canvas without size holds no picture in memory and paints nothing. */
function empty(canvas: PosterSurface): void {
  canvas.width = 0;
  canvas.height = 0;
}
