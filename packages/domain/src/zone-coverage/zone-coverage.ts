/** QT-04: whether a facility's public zones (N-01) are each seen by a camera that works. */
import { zoneKinds, type Camera, type ZoneKind } from '../camera/camera.ts';

/** N-01: what cameras must see. `other_public` stands for what else there is, and nothing says that there is any. */
export const requiredZones: readonly ZoneKind[] = zoneKinds.filter((zone) => zone !== 'other_public');

export const zoneStates = ['covered', 'gap', 'absent', 'optional'] as const;
/** `gap`: required, and no camera there works. `absent`: a survey found no such zone. */
export type ZoneState = (typeof zoneStates)[number];

export type ZoneCoverage = {
  readonly zone: ZoneKind;
  readonly cameras: number;
  readonly working: number;
  readonly state: ZoneState;
};

export type CoverageQuestion = {
  /** The facility's own. */
  readonly cameras: readonly Camera[];
  /** Zones that the newest survey says it does not have. */
  readonly absent: readonly ZoneKind[];
  /** Whether its picture is there now. */
  readonly isWorking: (camera: Camera) => boolean;
};

/** Every zone kind, in the order of N-01. Cameras that are planned, switched off or removed do not count. */
export function coverageOf({ cameras, absent, isWorking }: CoverageQuestion): readonly ZoneCoverage[] {
  const inService = cameras.filter(({ lifecycle }) => lifecycle === 'in_service');
  return zoneKinds.map((zone) => {
    const there = inService.filter((camera) => camera.zone === zone);
    const working = there.filter(isWorking).length;
    const seen = { cameras: there.length, working };
    return { zone, ...seen, state: stateOf(zone, { ...seen, isAbsent: absent.includes(zone) }) };
  });
}

type ZoneFacts = { readonly cameras: number; readonly working: number; readonly isAbsent: boolean };

/** A camera that stands there says more than a survey: the zone exists. */
function stateOf(zone: ZoneKind, { cameras, working, isAbsent }: ZoneFacts): ZoneState {
  if (working > 0) return 'covered';
  if (isAbsent && cameras === 0) return 'absent';
  return requiredZones.includes(zone) || cameras > 0 ? 'gap' : 'optional';
}
