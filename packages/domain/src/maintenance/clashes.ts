/** KH-22: maintenance must not leave a zone unseen. Two cameras of one zone that are away at once are told before anybody decides. */
import type { Camera, ZoneKind } from '../camera/camera.ts';

export const clashReasons = ['same_work', 'other_work', 'out_now'] as const;
/** Away by this work too, by another whose time overlaps, or out of order already. */
export type ClashReason = (typeof clashReasons)[number];

export type ZoneClash = {
  readonly zone: ZoneKind;
  readonly camera: string;
  readonly name: string;
  readonly reason: ClashReason;
};

export type PlannedWork = {
  readonly devices: readonly string[];
  readonly from: number | null;
  readonly to: number | null;
};

/** What is besides: works that are proposed or approved, and cameras with an open fault. `cameras`: the facility's own. */
export type Surroundings = {
  readonly cameras: readonly Camera[];
  readonly others: readonly PlannedWork[];
  readonly out: ReadonlySet<string>;
};

export function clashesOf(work: PlannedWork, { cameras, others, out }: Surroundings): readonly ZoneClash[] {
  const own = cameras.filter(({ id }) => work.devices.includes(id));
  const zones = new Set(own.map(({ zone }) => zone));
  const elsewhere = new Set(
    others.filter((other) => overlaps(work, other)).flatMap(({ devices }) => devices),
  );
  return cameras
    .filter(({ zone, lifecycle }) => zones.has(zone) && lifecycle === 'in_service')
    .flatMap(({ id, name, zone }): ZoneClash[] => {
      const isOwn = work.devices.includes(id);
      const isSecond = own.some((one) => one.id !== id && one.zone === zone);
      if (isOwn) return isSecond ? [{ zone, camera: id, name, reason: 'same_work' }] : [];
      if (elsewhere.has(id)) return [{ zone, camera: id, name, reason: 'other_work' }];
      return out.has(id) ? [{ zone, camera: id, name, reason: 'out_now' }] : [];
    });
}

/** One whose time nobody has said yet may lie anywhere. */
function overlaps(a: PlannedWork, b: PlannedWork): boolean {
  if (a.from === null || a.to === null || b.from === null || b.to === null) return true;
  return a.from < b.to && b.from < a.to;
}
