import type { Camera } from '../camera/camera.ts';
import type { Faults } from './rules.ts';

/** KH-22: other cameras of the same zone that are out or at work already: taking this one away too would leave the zone unseen. */
export function othersOutInZone(
  camera: Camera,
  cameras: readonly Camera[],
  faults: Faults,
): readonly Camera[] {
  const out = new Set(
    Object.values(faults).flatMap(({ status, report }) =>
      status !== 'closed' && status !== 'restored' && report?.asset.kind === 'camera'
        ? [report.asset.id]
        : [],
    ),
  );
  return cameras.filter(
    ({ id, facility, zone }) =>
      id !== camera.id && facility === camera.facility && zone === camera.zone && out.has(id),
  );
}
