import type { CameraServer } from '../cameras/index.ts';
import { createOnvifServer } from '../onvif/index.ts';
import type { DeviceProfile, DeviceSpec, OnvifServer } from '../onvif/index.ts';
import { mainPathOf } from '../province/main-streams.ts';
import { recordedUntil, recorderAccount } from './recorder.ts';
import type { RecorderServer } from '../recorder/index.ts';
import type { DemonstrationSpec } from '../province/camera-specs.ts';

/** Among the simulated devices. */
export const recorderDeviceName = 'dau-ghi';

/** Where a camera that can be turned is sent. */
const presets = [
  { token: 'cong', name: 'Cổng' },
  { token: 'san', name: 'Giữa sân' },
  { token: 'rao', name: 'Hàng rào' },
];
/** The ONVIF side of the simulated cameras, on a port of its own; each obeys requests for keyframes. */
export function startOnvifDevices(
  specs: readonly DemonstrationSpec[],
  cameras: CameraServer,
  recorder: RecorderServer,
): Promise<OnvifServer> {
  const devices = specs.flatMap((spec) => {
    const { path, username, password, device } = spec;
    if (device === undefined) return [];
    return [
      { name: path, username, password, presets, behaviour: device, profiles: profilesOf(spec, cameras) },
    ];
  });
  return createOnvifServer({ port: 0, devices: [...devices, recorderDevice(specs, recorder)] });
}

/** The recorder's own device, which tells what it has of each camera (profile G). */
function recorderDevice(specs: readonly DemonstrationSpec[], recorder: RecorderServer): DeviceSpec {
  const recordings = specs.map(({ path }) => ({
    token: path,
    url: recorder.urlOf(path),
    recorded: () => recordedUntil(Date.now()),
  }));
  return { name: recorderDeviceName, ...recorderAccount, profiles: [], recordings };
}

function profilesOf({ path, mainLoop }: DemonstrationSpec, cameras: CameraServer): DeviceProfile[] {
  const profile = (name: 'main' | 'sub', at: string): DeviceProfile => ({
    token: name,
    name,
    url: cameras.urlOf(at, { withCredentials: false }),
    codec: 'h264',
    ...(name === 'main' && mainLoop !== undefined
      ? { width: 1280, height: 720, fps: 15, gop: 30 }
      : { width: 640, height: 360, fps: 10, gop: 10 }),
    requestKeyframe: () => cameras.requestKeyframe(at),
  });
  return mainLoop === undefined
    ? [profile('main', path)]
    : [profile('main', mainPathOf(path)), profile('sub', path)];
}
