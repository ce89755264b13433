import type { CameraSpec } from '../cameras/index.ts';
import type { DemonstrationSpec } from './camera-specs.ts';

/** The path of a camera's larger stream. */
export function mainPathOf(path: string): string {
  return `${path}-main`;
}

/** What the camera server serves: each camera's stream for tiles under its own path, and its larger one beside it. */
export function streamsOf(specs: readonly DemonstrationSpec[]): readonly CameraSpec[] {
  return specs.flatMap(({ mainLoop, device: _, registeredPassword: __, ...spec }) =>
    mainLoop === undefined ? [spec] : [spec, { ...spec, path: mainPathOf(spec.path), loop: mainLoop }],
  );
}
