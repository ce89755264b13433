/** Who stands on which tile while somebody arranges a wall: ids of cameras, null for an empty tile. */
export type Arrangement = readonly (string | null)[];

/** Two tiles change places, as when one is dropped on the other. */
export function swapTiles(cells: Arrangement, from: number, to: number): Arrangement {
  const [a = null, b = null] = [cells[from], cells[to]];
  return cells.map((camera, at) => (at === from ? b : at === to ? a : camera));
}

/** A camera onto a tile. One that stands elsewhere on the wall leaves its place to the camera that it drives out. */
export function putCamera(cells: Arrangement, at: number, camera: string | null): Arrangement {
  const before = camera === null ? -1 : cells.indexOf(camera);
  if (before !== -1) return swapTiles(cells, before, at);
  return cells.map((one, index) => (index === at ? camera : one));
}

/** More tiles are empty; of fewer, cameras that have no tile any more close up to empty ones first. */
export function resizeTiles(cells: Arrangement, size: number): Arrangement {
  const kept = [...cells.slice(0, size)];
  while (kept.length < size) kept.push(null);
  for (const camera of cells.slice(size)) {
    const free = kept.indexOf(null);
    if (camera !== null && free !== -1) kept[free] = camera;
  }
  return kept;
}
