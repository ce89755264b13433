import type { CameraId, ViewingId } from '@truc/media/signalling';
import type { CameraSource } from '../register/camera-source.ts';
import type { CreateIngest } from '../rooms/ingest-port.ts';
import { CameraDevice } from './camera-device.ts';
import type { CameraDeviceOptions, OnvifCameraSource } from './camera-device.ts';
import type { KeyframeAsker } from './keyframe-asker.ts';

export type CameraDevicesOptions = Omit<CameraDeviceOptions, 'source'>;

/** Every camera of the register that takes ONVIF's questions. */
export class CameraDevices {
  readonly #options: CameraDevicesOptions;
  readonly #devices = new Map<
    CameraId,
    { readonly source: OnvifCameraSource; readonly device: CameraDevice }
  >();

  #cameraByUrl: ReadonlyMap<string, CameraId> = new Map();

  constructor(options: CameraDevicesOptions) {
    this.#options = options;
  }

  find(camera: CameraId): CameraDevice | undefined {
    return this.#devices.get(camera)?.device;
  }

  /** Opens, replaces and closes devices so that they are those of the register. */
  follow(sources: readonly CameraSource[]): void {
    const wanted = new Map(sources.filter(hasOnvif).map((source) => [source.camera, source]));
    for (const [camera, { source, device }] of this.#devices) {
      const next = wanted.get(camera);
      if (next !== undefined && JSON.stringify(source) === JSON.stringify(next)) continue;
      this.#devices.delete(camera);
      void device.close();
    }
    this.#cameraByUrl = new Map(
      [...wanted.values()].flatMap(({ camera, main, sub }) =>
        [main, sub].flatMap((stream) => (stream === undefined ? [] : [[stream.url, camera] as const])),
      ),
    );
    for (const [camera, source] of wanted) {
      if (this.#devices.has(camera)) continue;
      const device = new CameraDevice({ ...this.#options, source });
      this.#devices.set(camera, { source, device });
      device.start();
    }
  }

  /**
   * Ingests whose requests for a keyframe reach the camera over ONVIF too (RTCP's are heard by few), and whose keyframes
   * tell whether it obeyed. The register may give a camera its ONVIF endpoint later: it is looked up each time.
   */
  askingThrough(create: CreateIngest): CreateIngest {
    return (options) => {
      const asker = () => this.#askerOf(options.url);
      const ingest = create({
        ...options,
        onPacket: (packet) => {
          if (beginsWithParameterSets(packet)) asker()?.noteKeyframe();
          options.onPacket(packet);
        },
      });
      const askByRtcp = ingest.requestKeyframe.bind(ingest);
      return Object.assign(ingest, {
        requestKeyframe() {
          askByRtcp();
          asker()?.request();
        },
      });
    };
  }

  serialize() {
    return [...this.#devices.values()].map(({ device }) => device.serialize());
  }

  /** Movements of these viewings end: their line is gone. */
  loseOperator(viewing: ViewingId): void {
    for (const { device } of this.#devices.values()) device.ptz.lose(viewing);
  }

  /** Resolves when every movement under way has been stopped. */
  async close(): Promise<void> {
    const closing = [...this.#devices.values()].map(({ device }) => device.close());
    this.#devices.clear();
    await Promise.all(closing);
  }

  #askerOf(url: string): KeyframeAsker | undefined {
    const camera = this.#cameraByUrl.get(url);
    return camera === undefined ? undefined : this.find(camera)?.askerOf(url);
  }
}

function hasOnvif(source: CameraSource): source is OnvifCameraSource {
  return source.onvif !== undefined;
}

/** The ingest puts the parameter sets before every keyframe: alone, or first in an aggregation packet (STAP-A). */
export function beginsWithParameterSets(packet: Buffer): boolean {
  const type = (packet[12] ?? 0) & 0x1f;
  if (type === 7) return true;
  return type === 24 && ((packet[15] ?? 0) & 0x1f) === 7;
}
