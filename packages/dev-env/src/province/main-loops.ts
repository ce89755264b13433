import type { LoopName } from '../cameras/index.ts';

/** Scenes of which there is a loop of 1280x720 too. A stream that nobody watches costs nothing. */
const largeScenes = ['gate-day', 'corridor-a', 'court-day', 'reception'] as const;

/** The same scene in large, where there is one. */
export function mainLoopOf(loop: LoopName): LoopName | undefined {
  const scene = largeScenes.find((name) => loop.startsWith(`${name}-`));
  return scene === undefined ? undefined : `${scene}-large-gop2`;
}
