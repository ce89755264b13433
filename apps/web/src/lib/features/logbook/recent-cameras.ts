import type { Camera } from '@truc/domain/camera';
import type { ListItem } from './list-items.ts';

/** As many as fit before somebody has to look for one. */
const most = 3;

/** The cameras that a book spoke of last, the newest first; where it spoke of fewer, the first of the list besides. */
export function recentCameras(items: readonly ListItem[], cameras: readonly Camera[]): readonly Camera[] {
  const byId = new Map(cameras.map((camera) => [camera.id, camera]));
  const spokenOf = items.flatMap(({ entry: { content } }) =>
    content.kind === 'entry' && content.camera !== null ? (byId.get(content.camera) ?? []) : [],
  );
  return [...new Set([...spokenOf, ...cameras])].slice(0, most);
}
