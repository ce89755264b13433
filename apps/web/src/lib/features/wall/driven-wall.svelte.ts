import type { DisplayResponse } from '@truc/domain/api';
import { spotOf, wallCells, wallPages, type Spot } from '@truc/domain/watch';
import type { ShownWall } from './shown-wall.ts';
import { placedById, withSpot, type PlacedCamera, type WallPage } from './wall-plan.ts';

export type DrivenSources = {
  /** What the server said last that is to be shown. */
  readonly told: () => DisplayResponse | null;
  readonly now: () => number;
};

/** A wall that nobody works by hand: it shows what it was told, and turns its pages by itself where it was told so. */
export class DrivenWall implements ShownWall {
  #sources: DrivenSources;
  /** When this version of the state came, by which its rounds are counted. */
  #since: { version: number; at: number } = $state.raw({ version: -1, at: 0 });
  #placed: ReadonlyMap<string, PlacedCamera> = $derived.by(() => {
    const told = this.#sources.told();
    return placedById(told && { ...told, recorded: [] });
  });
  spot: Spot = $derived.by(() => {
    const alarms = this.#sources.told()?.alarms ?? [];
    const shown = alarms.filter(({ camera }) => this.#placed.has(camera));
    return spotOf(
      shown.map((alarm) => ({ ...alarm, text: '' })),
      [],
      this.#sources.now(),
    );
  });
  isSpotMonitor = $derived.by(() => this.#state?.mode === 'spot');
  /** The page on which its rounds are now. */
  turned: number = $derived.by(() => {
    const state = this.#state;
    if (state === null) return 0;
    const passed = Math.max(0, this.#sources.now() - this.#since.at);
    const turns = state.rounds === null ? 0 : Math.floor(passed / (state.rounds * 1_000));
    return (state.page + turns) % wallPages(state);
  });
  #shown = $derived.by((): { page: WallPage; at: number | null } => {
    const alarmed = this.#placed.get(this.spot.shown?.camera ?? '');
    if (this.isSpotMonitor) return spotPage(alarmed ?? null);
    const page = this.#pageOf(this.turned);
    return alarmed === undefined ? { page, at: null } : withSpot(page, alarmed, this.drawn);
  });
  page: WallPage = $derived(this.#shown.page);
  spotAt: number | null = $derived(this.#shown.at);
  wanted: readonly string[] = $derived.by(() => {
    const { cells } = this.page;
    const shown = this.enlarged === null ? cells : cells.filter((_, at) => at === this.enlarged);
    return shown.flatMap((cell) => (cell === null ? [] : [cell.camera.id]));
  });

  constructor(sources: DrivenSources) {
    this.#sources = sources;
  }

  /** To be called when something was told: rounds begin with the version that asks for them. */
  follow(version: number, now: number): void {
    if (version !== this.#since.version) this.#since = { version, at: now };
  }

  get #state() {
    return this.#sources.told()?.wall.state ?? null;
  }

  get drawn() {
    return this.isSpotMonitor ? 1 : (this.#state?.tiles ?? 1);
  }

  get shape() {
    return this.#state?.shape ?? 'even';
  }

  /** An alarm that comes onto a tile which an enlarged one would hide shows all of the wall again. */
  get enlarged(): number | null {
    const enlarged = this.isSpotMonitor ? null : (this.#state?.enlarged ?? null);
    return this.spotAt === null || this.spotAt === enlarged ? enlarged : null;
  }

  #pageOf(page: number): WallPage {
    const state = this.#state;
    if (state === null) return spotPage(null).page;
    const cells = wallCells(state, page).map((camera) => this.#placed.get(camera ?? '') ?? null);
    const from = page * state.tiles + 1;
    return { cells, page, pages: wallPages(state), from, to: from + cells.length - 1 };
  }
}

function spotPage(cell: PlacedCamera | null): { page: WallPage; at: number | null } {
  return {
    page: { cells: [cell], page: 0, pages: 1, from: 1, to: cell === null ? 0 : 1 },
    at: cell === null ? null : 0,
  };
}
