import type { Snapshot } from '@truc/domain/shift';
import type { DemonstrationCamera } from '../cameras.ts';

/** What a round of the demonstration sees of these cameras, whole and by zone. */
export function countsOf(cameras: readonly DemonstrationCamera[]): Snapshot['cameras'] {
  const shown = cameras.filter(({ lifecycle }) => lifecycle === 'in_service');
  const zones = [...new Set(shown.map(({ zone }) => zone))];
  return {
    ...counted(shown),
    zones: zones.map((zone) => ({ zone, ...counted(shown.filter((camera) => camera.zone === zone)) })),
  };
}

function counted(cameras: readonly DemonstrationCamera[]) {
  const down = cameras.filter(({ trouble }) => trouble !== null && trouble !== 'recording_lost').length;
  return { up: cameras.length - down, down, unknown: 0 };
}
