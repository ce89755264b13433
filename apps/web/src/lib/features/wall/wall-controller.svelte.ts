import type { CamerasResponse } from '@truc/domain/api';
import type { ViewingPurpose } from '@truc/media/signalling';
import { keepWallChoice, readWallChoice, type WallChoice } from './wall-choice.ts';
import {
  facilitiesOf,
  pageAfterResize,
  placeCameras,
  turnPage,
  wallPage,
  type PlacedCamera,
  type WallPage,
  type WallSize,
} from './wall-plan.ts';

/** Which cameras stand on the wall, and for what. No camera is asked for before a purpose is chosen (GL-07). */
export class WallController {
  purpose: ViewingPurpose | null = $state(null);
  /** The one tile that fills the wall, by its place. */
  enlarged: number | null = $state(null);
  #choice: WallChoice;
  #storage: Storage;
  #list: () => CamerasResponse | null;
  facilities = $derived.by(() => {
    const list = this.#list();
    return list === null ? [] : facilitiesOf(list);
  });
  placed: readonly PlacedCamera[] = $derived.by(() => {
    const list = this.#list();
    return list === null ? [] : placeCameras(list, this.facility);
  });
  page: WallPage = $derived.by(() => wallPage(this.placed, this.size, this.#choice.page));
  /** Cameras to fetch now: an enlarged tile leaves the others without a byte. */
  wanted: readonly string[] = $derived.by(() => {
    if (this.purpose === null) return [];
    const cells =
      this.enlarged === null ? this.page.cells : this.page.cells.filter((_, at) => at === this.enlarged);
    return cells.flatMap((cell) => (cell === null ? [] : [cell.camera.id]));
  });

  constructor(list: () => CamerasResponse | null, storage: Storage) {
    this.#list = list;
    this.#storage = storage;
    this.#choice = $state(readWallChoice(storage));
  }

  get size(): WallSize {
    return this.#choice.size;
  }

  /** Null: all. A facility that is no longer in the list counts as all. */
  get facility(): string | null {
    const chosen = this.#choice.facility;
    return this.facilities.some(({ id }) => id === chosen) ? chosen : null;
  }

  resize(size: WallSize): void {
    this.enlarged = null;
    this.#choose({ size, page: pageAfterResize(this.page.page, this.size, size) });
  }

  turn(by: 1 | -1): void {
    this.enlarged = null;
    this.#choose({ page: turnPage(this.page, by) });
  }

  chooseFacility(facility: string | null): void {
    this.enlarged = null;
    this.#choose({ facility, page: 0 });
  }

  #choose(change: Partial<WallChoice>): void {
    this.#choice = { ...this.#choice, ...change };
    keepWallChoice(this.#storage, this.#choice);
  }
}
