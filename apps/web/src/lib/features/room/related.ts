/** What else happened at the place and time of an incident: pure, from what this person may read. Times in ms. */
import type { Camera } from '@truc/domain/camera';
import type { Fault } from '@truc/domain/fault-log';

/** How near it is, the nearest first. */
export const nearnesses = ['same_camera', 'same_zone', 'same_facility', 'everywhere'] as const;
export type Nearness = (typeof nearnesses)[number];

export type Scene = {
  readonly facility: string;
  readonly cameras: readonly string[];
  readonly from: number;
  /** Null while it goes on. */
  readonly until: number | null;
};

/** What was out shortly before belongs to it too: a picture that was missing explains what nobody saw. */
export const beforeMs = 60 * 60_000;

type Stretch = { readonly from: number; readonly until: number | null };

export function overlaps(scene: Stretch, { from, until }: Stretch): boolean {
  const begin = scene.from - beforeMs;
  return from <= (scene.until ?? Infinity) && (until ?? Infinity) >= begin;
}

export function stretchOf({ report, restored, closing }: Fault): Stretch | null {
  return report === null ? null : { from: report.since, until: restored?.at ?? closing?.at ?? null };
}

/** `facility`: whose log the fault stands in; null: the central system's. Null where it has nothing to do with the scene. */
export function nearnessOf(
  scene: Scene,
  { fault, facility }: { readonly fault: Fault; readonly facility: string | null },
  cameras: readonly Pick<Camera, 'id' | 'zone'>[],
): Nearness | null {
  const stretch = stretchOf(fault);
  const asset = fault.report?.asset;
  if (stretch === null || asset === undefined || !overlaps(scene, stretch)) return null;
  if (facility === null) return 'everywhere';
  if (facility !== scene.facility) return null;
  if (asset.kind !== 'camera') return 'same_facility';
  if (scene.cameras.includes(asset.id)) return 'same_camera';
  const zoneOf = (id: string) => cameras.find((camera) => camera.id === id)?.zone;
  const zone = zoneOf(asset.id);
  return zone !== undefined && scene.cameras.some((id) => zoneOf(id) === zone)
    ? 'same_zone'
    : 'same_facility';
}

/** An entry that counts as a round (GL-22), and when it was written. */
export type RoundEntry = {
  readonly key: string;
  readonly at: number;
  readonly text: string;
  readonly author: string;
};

/** Rounds within the hour before and after it began, in the order in which they were written. */
export function roundsAbout(
  scene: Pick<Scene, 'from'>,
  rounds: readonly RoundEntry[],
): readonly RoundEntry[] {
  return rounds.filter(({ at }) => Math.abs(at - scene.from) <= beforeMs).toSorted((a, b) => a.at - b.at);
}
