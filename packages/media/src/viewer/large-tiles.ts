import type { CameraId } from '@truc/media/signalling';
import type { SurfaceSize } from './ports.ts';
import type { ViewerSettings } from './settings.ts';
import type { Tile } from './tile.ts';

/** How much a smaller picture may be stretched before the larger one is worth its bytes; and the way back, a little later. */
const enlargeFrom = 1.4;
const shrinkBelow = 1.2;

/** The tiles that are to have their camera's larger picture: those that stretch the smaller one, the largest first. */
export function chooseLarge(
  sizes: ReadonlyMap<CameraId, SurfaceSize>,
  options: {
    readonly tile: (camera: CameraId) => Tile;
    readonly visible: () => readonly CameraId[];
    readonly settings: ViewerSettings;
  },
): ReadonlySet<CameraId> {
  const { tile, settings } = options;
  const visible = new Set(options.visible());
  const stretched = [...sizes].filter(([camera, size]) => {
    const { cameraState, viewing } = tile(camera);
    if (!visible.has(camera)) return false;
    if (viewing?.running !== true || cameraState?.state !== 'live') return false;
    if (size.height < settings.leastLargeLines) return false;
    const { width, height } = cameraState;
    if (width === undefined || height === undefined || width === 0 || height === 0) return false;
    const factor = Math.min(size.width / width, size.height / height);
    return factor >= (viewing.main === null ? enlargeFrom : shrinkBelow);
  });
  const largestFirst = stretched.toSorted(([, one], [, other]) => areaOf(other) - areaOf(one));
  return new Set(largestFirst.slice(0, settings.largeTiles).map(([camera]) => camera));
}

function areaOf({ width, height }: SurfaceSize): number {
  return width * height;
}
