import type { Clock, Timers } from '@truc/base';
import { failure, ok } from '@truc/base';
import type { CameraId } from '@truc/media/signalling';
import type { CreateOnvifDevice, OnvifDevice, OnvifOutcome } from '@truc/sfu/onvif';
import type { CameraSource } from '../register/camera-source.ts';
import { KeyframeAsker } from './keyframe-asker.ts';
import type { KeyframeMemory, StreamName } from './keyframe-memory.ts';

export type OnvifCameraSource = CameraSource & Required<Pick<CameraSource, 'onvif'>>;

export type CameraDeviceOptions = {
  readonly source: OnvifCameraSource;
  readonly createDevice: CreateOnvifDevice;
  readonly memory: KeyframeMemory;
  readonly clock: Clock;
  readonly timers: Timers;
};

/** What one registered camera does over ONVIF beside its pictures. */
export class CameraDevice {
  readonly camera: CameraId;
  readonly device: OnvifDevice;
  readonly #options: CameraDeviceOptions;
  readonly #askers = new Map<StreamName, KeyframeAsker>();

  constructor(options: CameraDeviceOptions) {
    const { source } = options;
    this.camera = source.camera;
    this.#options = options;
    const { url } = source.onvif;
    const { username, password } = source;
    this.device = options.createDevice({ url, username, password }, options);
  }

  /** Of the stream with this address, or nothing when it is none of this camera's. */
  askerOf(url: string): KeyframeAsker | undefined {
    const { main, sub } = this.#options.source;
    if (url === main.url) return this.#asker('main');
    return url === sub?.url ? this.#asker('sub') : undefined;
  }

  /** The token of a stream's profile: the register's, else the first that the device has. */
  async profileOf(stream: StreamName): OnvifOutcome<string> {
    const known = this.#options.source[stream]?.profile;
    if (known !== undefined) return ok(known);
    const profiles = await this.device.listProfiles();
    if (!profiles.ok) return profiles;
    const first = profiles.value[0];
    return first === undefined ? failure('not_supported') : ok(first.token);
  }

  serialize() {
    const keyframes = [...this.#askers].map(([stream, asker]) => [stream, asker.serialize()] as const);
    return { camera: this.camera, keyframes: Object.fromEntries(keyframes) };
  }

  close(): void {
    for (const asker of this.#askers.values()) asker.close();
    this.device.close();
  }

  #asker(stream: StreamName): KeyframeAsker {
    const known = this.#askers.get(stream);
    if (known !== undefined) return known;
    const { clock, timers, memory } = this.#options;
    const asker = new KeyframeAsker({
      clock,
      timers,
      habit: memory.habitOf(this.camera, stream),
      onHabit: (habit) => memory.learn(this.camera, stream, habit),
      ask: () => this.#requestKeyframe(stream),
    });
    this.#askers.set(stream, asker);
    return asker;
  }

  async #requestKeyframe(stream: StreamName): OnvifOutcome<void> {
    const profile = await this.profileOf(stream);
    return profile.ok ? this.device.requestKeyframe(profile.value) : profile;
  }
}
