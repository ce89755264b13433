import { randomBytes } from 'node:crypto';
import type { ZoneKind } from '@truc/domain/camera';
import type { BehaviourChange, CameraSpec, LoopName } from '../cameras/index.ts';
import type { DeviceBehaviour } from '../onvif/index.ts';
import type { CameraTrouble, DemonstrationCamera } from './cameras.ts';
import { mainLoopOf } from './main-loops.ts';

/** A simulated camera, and the password that the SFU is told when it is told a wrong one. */
export type DemonstrationSpec = CameraSpec & {
  readonly registeredPassword?: string;
  /** Its larger stream, where it has two. */
  readonly mainLoop?: LoopName;
  /** Its ONVIF side, where it has one. */
  readonly device?: Partial<DeviceBehaviour>;
};

/** What each zone's cameras show. Large loops are few: two cores carry the whole province. */
const loopsByZone: Readonly<Record<ZoneKind, readonly LoopName[]>> = {
  gate: ['gate-day-medium-gop1', 'gate-night-small-gop1', 'gate-day-small-gop1'],
  reception: ['reception-medium-gop1', 'reception-small-gop1'],
  corridor: ['corridor-a-small-gop1', 'corridor-b-small-gop1', 'corridor-night-small-gop1'],
  yard: ['court-day-small-gop1', 'court-dusk-small-gop1', 'fence-day-small-gop1', 'fence-night-small-gop1'],
  sampling: ['reception-small-gop1', 'court-day-small-gop1'],
  medical_check: ['reception-small-gop1', 'corridor-b-small-gop1'],
  floor_hall: ['corridor-b-small-gop1', 'corridor-a-small-gop1', 'corridor-a-small-gop4-sdp'],
  goods_reception: ['gate-day-small-gop1', 'gate-night-small-gop4-sdp'],
  bathroom_outside: ['corridor-night-small-gop1', 'corridor-a-small-gop1'],
  other_public: ['fence-day-small-gop1', 'court-dusk-small-gop1', 'fence-night-small-gop1'],
};

/** What stands at gates and in yards turns; what hangs in a corridor does not. */
const turningZones: ReadonlySet<ZoneKind> = new Set(['gate', 'yard']);

const behaviourOf: Readonly<Record<CameraTrouble, BehaviourChange>> = {
  dead: { down: 'reset' },
  site_offline: { down: 'reset' },
  stalled: { stall: true },
  wrong_password: {},
  other_codec: { codec: 'mjpeg' },
  garbage: { garbage: 'response' },
  redirects: { redirect: 'rtsp://198.51.100.7/elsewhere' },
  wrong_path: { down: 'not_found' },
  // The recorder's fault, not the camera's: its live picture is good.
  recording_lost: {},
};

/** The simulated devices behind the cameras that are in service. Passwords are made anew at every start. */
export function cameraSpecs(cameras: readonly DemonstrationCamera[]): readonly DemonstrationSpec[] {
  return cameras
    .filter(({ lifecycle }) => lifecycle === 'in_service')
    .map((camera, at) => {
      const loops = loopsByZone[camera.zone];
      const loop = loops[at % loops.length] ?? 'court-day-small-gop1';
      const mainLoop = mainLoopOf(loop);
      const spec: DemonstrationSpec = {
        path: camera.id,
        loop,
        ...(mainLoop === undefined ? {} : { mainLoop }),
        username: 'giamsat',
        password: password(),
        ...(turningZones.has(camera.zone) ? { device: {} } : {}),
        ...(camera.trouble === null ? {} : { behaviour: behaviourOf[camera.trouble] }),
      };
      return camera.trouble === 'wrong_password' ? { ...spec, registeredPassword: password() } : spec;
    });
}

function password(): string {
  return randomBytes(12).toString('base64url');
}
