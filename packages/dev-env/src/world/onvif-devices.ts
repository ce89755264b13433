import type { CameraServer } from '../cameras/index.ts';
import { createOnvifServer } from '../onvif/index.ts';
import type { DeviceProfile, OnvifServer } from '../onvif/index.ts';
import { mainPathOf } from '../province/main-streams.ts';
import type { DemonstrationSpec } from '../province/camera-specs.ts';

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
): Promise<OnvifServer> {
  return createOnvifServer({
    port: 0,
    devices: specs.flatMap((spec) => {
      const { path, username, password, device } = spec;
      if (device === undefined) return [];
      return [
        { name: path, username, password, presets, behaviour: device, profiles: profilesOf(spec, cameras) },
      ];
    }),
  });
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
