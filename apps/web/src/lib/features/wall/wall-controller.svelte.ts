import type { CamerasResponse, WallView } from '@truc/domain/api';
import type { Camera } from '@truc/domain/camera';
import { wallCells, wallPages, type WallState } from '@truc/domain/watch';
import type { ViewingPurpose } from '@truc/media/signalling';
import { putCamera, resizeTiles, swapTiles, type Arrangement } from './arrangement.ts';
import type { ShownWall } from './shown-wall.ts';
import { keepWallChoice, readWallChoice, type WallChoice } from './wall-choice.ts';
import {
  facilitiesOf,
  layoutPage,
  pageAfterResize,
  placeCameras,
  turnPage,
  wallPage,
  wallSizes,
  withSpot,
  type PlacedCamera,
  type WallPage,
  type WallShape,
  type WallSize,
} from './wall-plan.ts';

export type WallSources = {
  readonly list: () => CamerasResponse | null;
  readonly view: (id: string | null) => WallView | null;
};

type Draft = { readonly size: WallSize; readonly shape: WallShape; readonly cells: Arrangement };

/** Which cameras stand on the wall, and for what. No camera is asked for before a purpose is chosen (GL-07). */
export class WallController implements ShownWall {
  purpose: ViewingPurpose | null = $state(null);
  /** The one tile that fills the wall, by its place. */
  enlarged: number | null = $state(null);
  /** The camera that an alarm brings onto the wall. */
  spot: string | null = $state(null);
  #choice: WallChoice;
  /** The wall while somebody arranges it. */
  #draft: Draft | null = $state.raw(null);
  /** What another desk has it show, until somebody changes something here. */
  #driven: WallState | null = $state.raw(null);
  #storage: Storage;
  #sources: WallSources;
  facilities = $derived.by(() => {
    const list = this.#sources.list();
    return list === null ? [] : facilitiesOf(list);
  });
  /** All that may be put on the wall. */
  everything: readonly PlacedCamera[] = $derived.by(() => {
    const list = this.#sources.list();
    return list === null ? [] : placeCameras(list, () => true);
  });
  placed: readonly PlacedCamera[] = $derived.by(() => {
    const isMeant = this.#filterOf(this.filter);
    return this.everything.filter(({ camera }) => isMeant(camera));
  });
  /** The saved layout that is on the wall. */
  layout: WallView | null = $derived.by(() => {
    const view = this.#sources.view(this.#choice.layout);
    return view === null || view.layout === null ? null : view;
  });
  /** The page as it was chosen. */
  #chosen: WallPage = $derived.by(() => {
    const driven = this.#driven === null ? undefined : wallCells(this.#driven, this.#driven.page);
    const cells = this.#draft?.cells ?? driven ?? this.layout?.cameras;
    if (cells === undefined) return wallPage(this.placed, this.size, this.#choice.page);
    return layoutPage(cells, this.everything, this.size);
  });
  #spotted = $derived.by(() => {
    const placed = this.everything.find(({ camera }) => camera.id === this.spot);
    if (placed === undefined || this.#draft !== null) return { page: this.#chosen, at: null };
    return withSpot(this.#chosen, placed, this.drawn);
  });
  page: WallPage = $derived(this.#spotted.page);
  /** The reserved tile: the place of the camera that an alarm has brought. */
  spotAt: number | null = $derived(this.#spotted.at);
  /** Cameras to fetch now: an enlarged tile leaves the others without a byte. */
  wanted: readonly string[] = $derived.by(() => {
    if (this.purpose === null) return [];
    const cells =
      this.enlarged === null ? this.page.cells : this.page.cells.filter((_, at) => at === this.enlarged);
    return cells.flatMap((cell) => (cell === null ? [] : [cell.camera.id]));
  });

  constructor(sources: WallSources, storage: Storage) {
    this.#sources = sources;
    this.#storage = storage;
    this.#choice = $state(readWallChoice(storage));
  }

  get size(): WallSize {
    return this.#draft?.size ?? this.#driven?.tiles ?? this.layout?.layout?.tiles ?? this.#choice.size;
  }

  /** Tiles that are drawn: what has fewer cameras than places does not leave rows of the wall black. */
  get drawn(): number {
    if (this.isArranging || this.#driven !== null || this.layout !== null || this.#chosen.pages > 1)
      return this.size;
    return wallSizes.find((size) => size >= Math.min(this.#chosen.to, this.size)) ?? this.size;
  }

  get shape(): WallShape {
    return this.#draft?.shape ?? this.#driven?.shape ?? this.layout?.layout?.shape ?? 'even';
  }

  /** Null: all. A facility or group that is no longer there counts as all. */
  get filter(): string | null {
    const [kind, id = ''] = this.#choice.filter?.split(':') ?? [];
    const isThere =
      kind === 'zone' ||
      (kind === 'facility' && this.facilities.some((one) => one.id === id)) ||
      (kind === 'group' && this.#sources.view(id)?.layout === null);
    return isThere ? this.#choice.filter : null;
  }

  /** The saved group whose cameras are on the wall. */
  get group(): WallView | null {
    const [kind, id = ''] = this.filter?.split(':') ?? [];
    return kind === 'group' ? this.#sources.view(id) : null;
  }

  get isArranging(): boolean {
    return this.#draft !== null;
  }

  get arranged(): Arrangement {
    return this.#draft?.cells ?? [];
  }

  resize(size: WallSize): void {
    if (this.#draft !== null) return this.reshape(size, 'even');
    const shown = this.layout === null ? this.#choice.page : 0;
    this.enlarged = null;
    this.#choose({
      size: size === 8 ? 9 : size,
      layout: null,
      page: pageAfterResize(shown, this.size, size),
    });
  }

  turn(by: 1 | -1): void {
    this.enlarged = null;
    const driven = this.#driven;
    // Rounds that were asked for from elsewhere go round what was asked for there.
    if (driven !== null) {
      const pages = wallPages(driven);
      this.#driven = { ...driven, page: (driven.page + by + pages) % pages };
      return;
    }
    this.#choose({ page: turnPage(this.#chosen, by) });
  }

  chooseFilter(filter: string | null): void {
    this.enlarged = null;
    this.#choose({ filter, layout: null, page: 0 });
  }

  chooseLayout(layout: string | null): void {
    this.enlarged = null;
    this.#choose({ layout, page: 0 });
  }

  arrange(): void {
    this.enlarged = null;
    const cells = this.#chosen.cells.map((cell) => cell?.camera.id ?? null);
    this.#draft = { size: this.size, shape: this.shape, cells };
  }

  /** Shows what another desk says, from now on. */
  follow(state: WallState): void {
    this.#draft = null;
    this.#driven = state;
    this.enlarged = state.enlarged;
  }

  stopArranging(): void {
    this.#draft = null;
  }

  reshape(size: WallSize, shape: WallShape): void {
    if (this.#draft === null) return;
    this.#draft = { size, shape, cells: resizeTiles(this.#draft.cells, size) };
  }

  put(at: number, camera: string | null): void {
    if (this.#draft === null) return;
    this.#draft = { ...this.#draft, cells: putCamera(this.#draft.cells, at, camera) };
  }

  swap(from: number, to: number): void {
    if (this.#draft === null || to < 0 || to >= this.#draft.cells.length) return;
    this.#draft = { ...this.#draft, cells: swapTiles(this.#draft.cells, from, to) };
  }

  #filterOf(filter: string | null): (camera: Camera) => boolean {
    const [kind, id = ''] = filter?.split(':') ?? [];
    if (kind === 'facility') return (camera) => camera.facility === id;
    if (kind === 'zone') return (camera) => camera.zone === id;
    const group = kind === 'group' ? this.#sources.view(id) : null;
    if (group === null) return () => true;
    return (camera) => group.cameras.includes(camera.id);
  }

  #choose(change: Partial<WallChoice>): void {
    this.#driven = null;
    this.#choice = { ...this.#choice, ...change };
    keepWallChoice(this.#storage, this.#choice);
  }
}
