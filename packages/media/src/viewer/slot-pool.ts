import type { CameraId } from '@truc/media/signalling';

/** The cameras for which a Consumer is kept, with the order in which they were last shown. */
export class SlotPool {
  readonly #capacity: number;
  /** A Map keeps the order of insertion: the first was shown least recently. */
  readonly #shownOrder = new Map<CameraId, true>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get cameras(): readonly CameraId[] {
    return [...this.#shownOrder.keys()];
  }

  has(camera: CameraId): boolean {
    return this.#shownOrder.has(camera);
  }

  /**
   * Takes slots for the cameras now shown and says which others gave theirs up: those shown least recently, and only as many
   * as are needed. Cameras beyond the capacity get no slot.
   */
  show(cameras: readonly CameraId[]): readonly CameraId[] {
    const shown = [...new Set(cameras)].slice(0, this.#capacity);
    for (const camera of shown) {
      this.#shownOrder.delete(camera);
      this.#shownOrder.set(camera, true);
    }
    const evicted = this.cameras.slice(0, Math.max(this.#shownOrder.size - this.#capacity, 0));
    for (const camera of evicted) this.#shownOrder.delete(camera);
    return evicted;
  }

  release(camera: CameraId): void {
    this.#shownOrder.delete(camera);
  }
}
