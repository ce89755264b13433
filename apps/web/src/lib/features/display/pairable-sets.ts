import type { CamerasResponse, WallView } from '@truc/domain/api';

/** Cameras that go onto a display together: those of a facility, of a saved group or of a saved layout. */
export type PairableSet = { readonly id: string; readonly name: string; readonly cameras: readonly string[] };

/** Groups and layouts first, then facilities by name. What no display shows (sensitive, or out of service) is in none. */
export function pairableSets(
  list: CamerasResponse | null,
  views: readonly WallView[],
): readonly PairableSet[] {
  if (list === null) return [];
  const shown = list.cameras.filter(
    ({ lifecycle, sensitive }) => lifecycle === 'in_service' && sensitive !== true,
  );
  const known = new Set(shown.map(({ id }) => id));
  const ofViews = views.map(({ id, name, cameras }) => ({
    id: `view:${id}`,
    name,
    cameras: cameras.flatMap((camera) => (camera !== null && known.has(camera) ? [camera] : [])),
  }));
  const ofFacilities = list.facilities
    .toSorted((a, b) => a.name.localeCompare(b.name, 'vi', { numeric: true }))
    .map(({ id, name }) => ({
      id: `facility:${id}`,
      name,
      cameras: shown.filter(({ facility }) => facility === id).map((camera) => camera.id),
    }));
  return [...ofViews, ...ofFacilities].filter(({ cameras }) => cameras.length > 0);
}
