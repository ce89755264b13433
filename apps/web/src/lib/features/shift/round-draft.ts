import type { Camera } from '@truc/domain/camera';
import type { Round, Snapshot } from '@truc/domain/shift';

/** What somebody saw of each camera; absent: not looked at yet. */
export type Seen = Readonly<Record<string, 'up' | 'down' | 'unknown'>>;

export function roundOf(cameras: readonly Pick<Camera, 'id'>[], seen: Seen): Round {
  const states = cameras.flatMap(({ id }) => seen[id] ?? []);
  return { ...counted(states), cameras: cameras.map(({ id }) => id).filter((id) => id in seen) };
}

/** By zone, for the snapshot. A camera that was not looked at is unknown. */
export function camerasOf(cameras: readonly Pick<Camera, 'id' | 'zone'>[], seen: Seen): Snapshot['cameras'] {
  const state = ({ id }: Pick<Camera, 'id'>) => seen[id] ?? 'unknown';
  const zones = Map.groupBy(cameras, ({ zone }) => zone);
  return {
    ...counted(cameras.map(state)),
    zones: [...zones].map(([zone, there]) => ({ zone, ...counted(there.map(state)) })),
  };
}

function counted(states: readonly ('up' | 'down' | 'unknown')[]) {
  const of = (wanted: string) => states.filter((state) => state === wanted).length;
  return { up: of('up'), down: of('down'), unknown: of('unknown') };
}
