import type { CamerasResponse, WallTileCount } from '@truc/domain/api';
import type { Camera } from '@truc/domain/camera';

/** Numbers of tiles that a wall of equal ones may have. */
export const wallSizes = [1, 4, 6, 9, 12, 16, 25, 36, 49, 64] as const satisfies readonly WallTileCount[];
export type WallSize = WallTileCount;
export type WallShape = 'even' | 'focus';

export type PlacedCamera = { readonly camera: Camera; readonly facilityName: string };

const collator = new Intl.Collator('vi', { numeric: true });

/** The cameras that give pictures, facility by facility, each in the order that people count in. */
export function placeCameras(
  list: CamerasResponse,
  isMeant: (camera: Camera) => boolean,
): readonly PlacedCamera[] {
  const names = new Map(list.facilities.map(({ id, name }) => [id, name]));
  return list.cameras
    .filter(({ lifecycle }) => lifecycle === 'in_service')
    .filter(isMeant)
    .map((camera) => ({ camera, facilityName: names.get(camera.facility) ?? camera.facility }))
    .sort(
      (a, b) =>
        collator.compare(a.facilityName, b.facilityName) || collator.compare(a.camera.name, b.camera.name),
    );
}

/** The same, to be found by their ids. */
export function placedById(list: CamerasResponse | null): ReadonlyMap<string, PlacedCamera> {
  return new Map(list === null ? [] : placeCameras(list, () => true).map((one) => [one.camera.id, one]));
}

/** Facilities that have a camera to show, in the order of their names. */
export function facilitiesOf(
  list: CamerasResponse,
): readonly { readonly id: string; readonly name: string }[] {
  const watched = new Set(placeCameras(list, () => true).map(({ camera }) => camera.facility));
  return list.facilities
    .filter(({ id }) => watched.has(id))
    .toSorted((a, b) => collator.compare(a.name, b.name));
}

export type WallPage = {
  /** One for each tile; null where the set is not full. */
  readonly cells: readonly (PlacedCamera | null)[];
  readonly page: number;
  readonly pages: number;
  /** Places within the whole list, from 1; 0 when it is empty. */
  readonly from: number;
  readonly to: number;
};

/** The set of cameras on page `page` (from 0, brought into range). */
export function wallPage(cameras: readonly PlacedCamera[], size: WallSize, page: number): WallPage {
  const pages = Math.max(1, Math.ceil(cameras.length / size));
  const at = Math.min(Math.max(0, page), pages - 1);
  const shown = cameras.slice(at * size, (at + 1) * size);
  return {
    cells: Array.from({ length: size }, (_, index) => shown[index] ?? null),
    page: at,
    pages,
    from: shown.length === 0 ? 0 : at * size + 1,
    to: at * size + shown.length,
  };
}

/** The page after a change of size: the camera that stood first stays on the wall. */
export function pageAfterResize(page: number, from: WallSize, to: WallSize): number {
  return Math.floor((page * from) / to);
}

/** Round the end and back to the start: a wall is leafed through without end. */
export function turnPage({ page, pages }: Pick<WallPage, 'page' | 'pages'>, by: 1 | -1): number {
  return (page + by + pages) % pages;
}

/**
 * The page with an alarm's camera on it, and its place: where it stands already, else on the first empty tile, else on the last.
 * `drawn`: tiles that are on the screen.
 */
export function withSpot(page: WallPage, spot: PlacedCamera, drawn: number): { page: WallPage; at: number } {
  const there = page.cells.findIndex((cell) => cell?.camera.id === spot.camera.id);
  if (there >= 0) return { page, at: there };
  const empty = page.cells.findIndex((cell, at) => cell === null && at < drawn);
  const at = empty >= 0 ? empty : drawn - 1;
  return { page: { ...page, cells: page.cells.with(at, spot) }, at };
}

/** The cameras of a layout, each on its tile. Null where none is placed, or one that is not there any more. */
export function layoutPage(
  cameras: readonly (string | null)[],
  placed: readonly PlacedCamera[],
  size: number,
): WallPage {
  const known = new Map(placed.map((one) => [one.camera.id, one]));
  const cells = Array.from({ length: size }, (_, at) => known.get(cameras[at] ?? '') ?? null);
  const count = cells.filter((cell) => cell !== null).length;
  return { cells, page: 0, pages: 1, from: count === 0 ? 0 : 1, to: count };
}
