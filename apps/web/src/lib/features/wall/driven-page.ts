import type { DisplayResponse } from '@truc/domain/api';
import { spotOf, wallCells, wallPages, type Spot, type WallState } from '@truc/domain/watch';
import { placedById, withSpot, type PlacedCamera, type WallPage } from './wall-plan.ts';

/** What a wall shows that nobody works by hand. */
export type DrivenPage = {
  readonly spot: Spot;
  readonly isSpotMonitor: boolean;
  readonly page: WallPage;
  /** The tile on which an alarm's camera stands. */
  readonly spotAt: number | null;
  readonly drawn: number;
  readonly enlarged: number | null;
  /** Cameras whose pictures are to be fetched. */
  readonly wanted: readonly string[];
};

/** `since`: when this version of what was told came, by which its rounds are counted. */
export function drivenPage(told: DisplayResponse | null, since: number, now: number): DrivenPage {
  const placed = placedById(told && { ...told, recorded: [], recorders: [] });
  const state = told?.wall.state ?? null;
  const shown = (told?.alarms ?? []).filter(({ camera }) => placed.has(camera));
  const spot = spotOf(
    // Nobody answers at such a wall, in a flood or out of it.
    shown.map((alarm) => ({ ...alarm, text: '', recorder: null })),
    [],
    now,
  );
  const isSpotMonitor = state?.mode === 'spot';
  const drawn = isSpotMonitor ? 1 : (state?.tiles ?? 1);
  const alarmed = placed.get(spot.shown?.camera ?? '');
  const { page, at: spotAt } = pageWith(alarmed, {
    state,
    placed,
    drawn,
    turned: turnedTo(state, since, now),
  });
  const asked = isSpotMonitor ? null : (state?.enlarged ?? null);
  // An alarm that comes onto a tile which an enlarged one would hide shows all of the wall again.
  const enlarged = spotAt === null || spotAt === asked ? asked : null;
  const cells = enlarged === null ? page.cells : page.cells.filter((_, at) => at === enlarged);
  const wanted = cells.flatMap((cell) => (cell === null ? [] : [cell.camera.id]));
  return { spot, isSpotMonitor, page, spotAt, drawn, enlarged, wanted };
}

/** The page on which its rounds are now. */
function turnedTo(state: WallState | null, since: number, now: number): number {
  if (state === null) return 0;
  const passed = Math.max(0, now - since);
  const turns = state.rounds === null ? 0 : Math.floor(passed / (state.rounds * 1_000));
  return (state.page + turns) % wallPages(state);
}

type Placing = {
  readonly state: WallState | null;
  readonly placed: ReadonlyMap<string, PlacedCamera>;
  readonly drawn: number;
  readonly turned: number;
};

function pageWith(
  alarmed: PlacedCamera | undefined,
  { state, placed, drawn, turned }: Placing,
): { readonly page: WallPage; readonly at: number | null } {
  if (state === null || state.mode === 'spot') return spotPage(alarmed ?? null);
  const cells = wallCells(state, turned).map((camera) => placed.get(camera ?? '') ?? null);
  const from = turned * state.tiles + 1;
  const page = { cells, page: turned, pages: wallPages(state), from, to: from + cells.length - 1 };
  return alarmed === undefined ? { page, at: null } : withSpot(page, alarmed, drawn);
}

function spotPage(cell: PlacedCamera | null): { readonly page: WallPage; readonly at: number | null } {
  return {
    page: { cells: [cell], page: 0, pages: 1, from: 1, to: cell === null ? 0 : 1 },
    at: cell === null ? null : 0,
  };
}
