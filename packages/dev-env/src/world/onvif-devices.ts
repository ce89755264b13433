import type { CameraServer } from '../cameras/index.ts';
import { createOnvifServer } from '../onvif/index.ts';
import type { OnvifServer } from '../onvif/index.ts';
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
    devices: specs.flatMap(({ path, username, password, device }) =>
      device === undefined
        ? []
        : [
            {
              name: path,
              username,
              password,
              presets,
              behaviour: device,
              profiles: [
                {
                  token: 'main',
                  name: 'main',
                  url: cameras.urlOf(path, { withCredentials: false }),
                  codec: 'h264' as const,
                  width: 640,
                  height: 360,
                  fps: 10,
                  gop: 10,
                  requestKeyframe: () => cameras.requestKeyframe(path),
                },
              ],
            },
          ],
    ),
  });
}
