import type { CoverageResponse } from '@truc/domain/api';
import type { Camera } from '@truc/domain/camera';
import { coverageOf } from '@truc/domain/zone-coverage';
import type { Facility } from '@truc/domain/facility';
import { isSettled, type Inspection } from '@truc/domain/inspection';
import type { CameraState } from '@truc/media/signalling';
import { openDesk, type DeskParts } from '../dossiers/inspection-desk.ts';
import { foldInspection } from '../dossiers/read-inspections.ts';
import { getRoute, type MountedRoute } from '../http/route.ts';

export type CoverageParts = DeskParts & {
  /** What the SFU tells of each camera; empty while it does not answer. */
  readonly cameraStates: () => ReadonlyMap<string, CameraState>;
};

/** Before a site is installed, and after its mission, there is nothing to cover. */
const covered = new Set<Facility['state']>(['installed', 'operating', 'suspended']);

/** `GET /api/coverage` (N-01, N-02, QT-04): which zones of a facility no working camera sees. */
export function coverageRoute(parts: CoverageParts): MountedRoute {
  return getRoute(
    { path: '/api/coverage', guard: 'session' },
    async ({ caller }): Promise<CoverageResponse> => {
      const { register, rights, now } = await openDesk(caller.person, parts);
      const states = parts.cameraStates();
      const isWorking = (camera: Camera) => works(camera, states);
      const recent = [...(await parts.dossiers.recent('inspection')).values()].map(foldInspection);
      const facilities = [...register.facilities.values()].filter(
        ({ id, state }) =>
          covered.has(state) && (rights.mayAt(id, 'read_inspection') || rights.mayAt(id, 'survey')),
      );
      return {
        at: now,
        known: states.size > 0,
        facilities: facilities.map(({ id, name, state }) => {
          const there = recent.filter(({ minutes }) => minutes?.facility === id);
          const survey = newestSurvey(there);
          const cameras = [...register.cameras.values()].filter(({ facility }) => facility === id);
          const zones = coverageOf({ cameras, absent: survey?.absentZones ?? [], isWorking });
          return {
            id,
            name,
            state,
            zones: [...zones],
            gaps: zones.filter((zone) => zone.state === 'gap').length,
            roomCameras: there.flatMap(openRoomCameras).length,
            surveyedAt: survey?.at ?? null,
          };
        }),
      };
    },
  );
}

/** While nobody tells of the cameras, those count that the register says are connected. */
function works({ id, national, ioc }: Camera, states: ReadonlyMap<string, CameraState>): boolean {
  if (states.size > 0) return states.get(id)?.state === 'live';
  return national === 'connected' || ioc === 'connected';
}

function newestSurvey(inspections: readonly Inspection[]): Inspection['minutes'] {
  const [newest] = inspections
    .flatMap(({ minutes }) => (minutes?.trigger === 'survey' ? [minutes] : []))
    .toSorted((a, b) => b.at - a.at);
  return newest ?? null;
}

function openRoomCameras({ findings }: Inspection) {
  return findings.filter((finding) => finding.kind === 'camera_in_room' && !isSettled(finding));
}
