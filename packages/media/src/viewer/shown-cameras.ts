import type { Timers } from '@truc/base';
import type { CameraId } from '@truc/media/signalling';
import type { PageVisibility } from './ports.ts';

export type ShownCamerasOptions = {
  readonly page: PageVisibility;
  readonly timers: Timers;
  readonly hideAfterMs: number;
  readonly pauseWhenHiddenAfterMs: number;
  /** The visible ones are to run from now on, those that leave until they have left, and no others. */
  readonly onChange: (visible: readonly CameraId[], leaving: readonly CameraId[]) => void;
};

/**
 * Which cameras are to run: those that the wall shows, whose tiles are in view, while the page can be seen. What is shown runs
 * at once; what is hidden goes on for a moment, since a page turned too far is turned back.
 */
export class ShownCameras {
  readonly #options: ShownCamerasOptions;
  #asked: readonly CameraId[] = [];
  /** By camera: the elements that show it, and whether each is in view. */
  readonly #sights = new Map<CameraId, Map<object, boolean>>();
  readonly #leaving = new Map<CameraId, () => void>();
  #running: readonly CameraId[] = [];
  #isPaused = false;
  #cancelPause: () => void = () => {};
  readonly #stopFollowing: () => void;

  constructor(options: ShownCamerasOptions) {
    this.#options = options;
    this.#stopFollowing = options.page.subscribe(() => this.#handlePage());
  }

  /** Those that somebody can see now. */
  get visible(): readonly CameraId[] {
    return this.#isPaused ? [] : this.#asked.filter((camera) => this.#isInView(camera));
  }

  show(cameras: readonly CameraId[]): void {
    this.#asked = [...cameras];
    this.#apply();
  }

  /** One element of the camera came into view or left it. */
  setInView(camera: CameraId, element: object, isInView: boolean): void {
    const sights = this.#sights.get(camera) ?? new Map<object, boolean>();
    sights.set(element, isInView);
    this.#sights.set(camera, sights);
    this.#apply();
  }

  forgetElement(camera: CameraId, element: object): void {
    this.#sights.get(camera)?.delete(element);
    this.#apply();
  }

  close(): void {
    this.#stopFollowing();
    this.#cancelPause();
    for (const cancel of this.#leaving.values()) cancel();
    this.#leaving.clear();
  }

  /** One that no element shows yet is about to be shown. */
  #isInView(camera: CameraId): boolean {
    const sights = [...(this.#sights.get(camera)?.values() ?? [])];
    return sights.length === 0 || sights.includes(true);
  }

  #apply(): void {
    const visible = new Set(this.visible);
    for (const camera of this.#running)
      if (!visible.has(camera) && !this.#leaving.has(camera)) this.#beginLeaving(camera);
    for (const camera of visible) this.#endLeaving(camera);
    if (this.#isPaused) for (const camera of [...this.#leaving.keys()]) this.#endLeaving(camera);
    this.#tell();
  }

  #tell(): void {
    const [visible, leaving] = [this.visible, [...this.#leaving.keys()]];
    this.#running = [...visible, ...leaving];
    this.#options.onChange(visible, leaving);
  }

  #beginLeaving(camera: CameraId): void {
    const cancel = this.#options.timers.after(this.#options.hideAfterMs, () => {
      this.#leaving.delete(camera);
      this.#tell();
    });
    this.#leaving.set(camera, cancel);
  }

  #endLeaving(camera: CameraId): void {
    this.#leaving.get(camera)?.();
    this.#leaving.delete(camera);
  }

  #handlePage(): void {
    this.#cancelPause();
    if (this.#options.page.visible) {
      this.#isPaused = false;
      return this.#apply();
    }
    this.#cancelPause = this.#options.timers.after(this.#options.pauseWhenHiddenAfterMs, () => {
      this.#isPaused = true;
      this.#apply();
    });
  }
}
