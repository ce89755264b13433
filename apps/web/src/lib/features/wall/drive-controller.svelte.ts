import type { DrivableWall, DriveAnswer } from '@truc/domain/api';
import { wallPages, type WallState } from '@truc/domain/watch';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';
import { putCamera, resizeTiles, swapTiles, type Arrangement } from './arrangement.ts';

export type DrivePorts = {
  readonly wall: () => DrivableWall | null;
  readonly drive: (wall: DrivableWall, state: WallState | null) => Promise<DriveAnswer['outcome'] | null>;
  readonly failure: () => HttpFailureCode | null;
};

/**
 * What a desk has another wall show. Every change says all that the wall is to show, on top of what it shows now; changes that come
 * while one is under way are folded into one that follows it.
 */
export class DriveController {
  isBusy = $state(false);
  /** Why the last change did not reach the wall. */
  problem: Exclude<DriveAnswer['outcome'], 'done'> | HttpFailureCode | null = $state(null);
  /** What is to be shown, before the server has said that it is. */
  #wanted: WallState | null = $state.raw(null);
  #ports: DrivePorts;

  constructor(ports: DrivePorts) {
    this.#ports = ports;
  }

  get state(): WallState | null {
    return this.#wanted ?? this.#ports.wall()?.wall.state ?? null;
  }

  /** The cameras of the page that the desk looks at, one for each tile. */
  get cells(): Arrangement {
    const { state } = this;
    if (state === null) return [];
    return resizeTiles(
      state.cameras.slice(state.page * state.tiles, (state.page + 1) * state.tiles),
      state.tiles,
    );
  }

  get pages(): number {
    return this.state === null ? 1 : wallPages(this.state);
  }

  change(change: Partial<WallState>): void {
    const { state } = this;
    if (state !== null) void this.#send({ ...state, ...change });
  }

  /** Another set of cameras begins at its first page. */
  show(cameras: readonly (string | null)[], form: Partial<Pick<WallState, 'tiles' | 'shape'>> = {}): void {
    this.change({ ...form, mode: 'wall', cameras: [...cameras], page: 0, enlarged: null });
  }

  resize(tiles: WallState['tiles'], shape: WallState['shape']): void {
    const { state } = this;
    if (state === null) return;
    const first = state.page * state.tiles;
    this.change({ tiles, shape, page: Math.floor(first / tiles), enlarged: null });
  }

  put(at: number, camera: string | null): void {
    this.#arrange((cells) => putCamera(cells, at, camera));
  }

  swap(from: number, to: number): void {
    if (to >= 0 && to < this.cells.length) this.#arrange((cells) => swapTiles(cells, from, to));
  }

  turn(by: 1 | -1): void {
    const { state, pages } = this;
    if (state !== null) this.change({ page: (state.page + by + pages) % pages, enlarged: null });
  }

  async letGo(): Promise<void> {
    const wall = this.#ports.wall();
    if (wall === null) return;
    this.#hear(await this.#ports.drive(wall, null));
  }

  #arrange(arrange: (cells: Arrangement) => Arrangement): void {
    const { state } = this;
    if (state === null) return;
    const from = state.page * state.tiles;
    const before = resizeTiles(state.cameras.slice(0, from), from);
    this.change({ cameras: [...before, ...arrange(this.cells), ...state.cameras.slice(from + state.tiles)] });
  }

  async #send(state: WallState): Promise<void> {
    this.#wanted = state;
    if (this.isBusy) return;
    this.isBusy = true;
    let outcome: DriveAnswer['outcome'] | null = 'done';
    let sent: WallState | null = null;
    while (outcome === 'done' && this.#wanted !== null && this.#wanted !== sent) {
      const wall = this.#ports.wall();
      if (wall === null) break;
      sent = this.#wanted;
      outcome = await this.#ports.drive(wall, sent);
    }
    this.#wanted = null;
    this.isBusy = false;
    this.#hear(outcome);
  }

  #hear(outcome: DriveAnswer['outcome'] | null): void {
    this.problem = outcome === 'done' ? null : (outcome ?? this.#ports.failure());
  }
}
