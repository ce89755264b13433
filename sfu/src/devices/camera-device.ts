import type { Clock, Timers } from '@truc/base';
import { failure, ok } from '@truc/base';
import type { CameraId } from '@truc/media/signalling';
import type {
  CreateOnvifDevice,
  OnvifDevice,
  OnvifOutcome,
  OnvifPreset,
  OnvifService,
} from '@truc/sfu/onvif';
import type { CameraSource } from '../register/camera-source.ts';
import type { Logger } from 'pino';
import type { ControlFact } from '@truc/media/signalling';
import { EventFollower } from './event-follower.ts';
import { KeyframeAsker } from './keyframe-asker.ts';
import type { KeyframeMemory, StreamName } from './keyframe-memory.ts';
import type { Marks } from './report-marks.ts';
import { PtzDesk } from './ptz-desk.ts';
import type { PtzOperator } from './ptz-desk.ts';

export type OnvifCameraSource = CameraSource & Required<Pick<CameraSource, 'onvif'>>;

export type CameraDeviceOptions = {
  readonly source: OnvifCameraSource;
  readonly createDevice: CreateOnvifDevice;
  readonly memory: KeyframeMemory;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly record: (fact: ControlFact) => Promise<void>;
  /** What the camera reports of itself has changed. */
  readonly onMarks?: (camera: CameraId, marks: Marks) => void;
  readonly onPtzHolder: (camera: CameraId, holder: PtzOperator | undefined) => void;
  /** It could not be stopped: whoever sees it is to know. */
  readonly onPtzRunaway?: (camera: CameraId) => void;
};

const lookIntervalMs = 60_000;

/** What one registered camera does over ONVIF beside its pictures. */
export class CameraDevice {
  readonly camera: CameraId;
  readonly device: OnvifDevice;
  readonly #options: CameraDeviceOptions;
  readonly ptz: PtzDesk;
  readonly #askers = new Map<StreamName, KeyframeAsker>();
  #events: EventFollower | undefined;
  #services: ReadonlySet<OnvifService> | undefined;
  #cancelLook = () => {};
  #closed = false;
  #firstProfile: string | undefined;

  constructor(options: CameraDeviceOptions) {
    const { source } = options;
    this.camera = source.camera;
    this.#options = options;
    const { url } = source.onvif;
    const { username, password } = source;
    this.device = options.createDevice({ url, username, password }, options);
    this.ptz = this.#createPtzDesk();
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
    if (this.#firstProfile !== undefined) return ok(this.#firstProfile);
    const profiles = await this.device.listProfiles();
    if (!profiles.ok) return profiles;
    this.#firstProfile = profiles.value[0]?.token;
    return this.#firstProfile === undefined ? failure('not_supported') : ok(this.#firstProfile);
  }

  serialize() {
    const ptz = { isMovable: this.isMovable, moving: this.ptz.moving, held: this.ptz.holder !== undefined };
    const keyframes = [...this.#askers].map(([stream, asker]) => [stream, asker.serialize()] as const);
    return { camera: this.camera, keyframes: Object.fromEntries(keyframes), ptz };
  }

  /** Whether it can be turned, as far as is known: undefined until it was first reached. */
  get isMovable(): boolean | undefined {
    return this.#services?.has('ptz');
  }

  async listPresets(): OnvifOutcome<readonly OnvifPreset[]> {
    const profile = await this.profileOf('main');
    return profile.ok ? this.device.listPresets(profile.value) : profile;
  }

  /** A movement under way is stopped first. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelLook();
    this.#events?.close();
    for (const asker of this.#askers.values()) asker.close();
    await this.ptz.close();
    this.device.close();
  }

  #createPtzDesk(): PtzDesk {
    const { clock, timers, record, onPtzHolder, onPtzRunaway, log } = this.#options;
    const onMain = async (act: (profile: string) => OnvifOutcome<void>): OnvifOutcome<void> => {
      const profile = await this.profileOf('main');
      return profile.ok ? act(profile.value) : profile;
    };
    return new PtzDesk({
      clock,
      timers,
      record,
      drive: {
        move: (velocity, timeoutMs) => onMain((profile) => this.device.move(profile, velocity, timeoutMs)),
        stop: () => onMain((profile) => this.device.stop(profile)),
        goToPreset: (preset) => onMain((profile) => this.device.goToPreset(profile, preset)),
      },
      onHolder: (holder) => onPtzHolder(this.camera, holder),
      onRunaway: () => {
        log.error({ camera: this.camera }, 'a camera could not be stopped');
        onPtzRunaway?.(this.camera);
      },
    });
  }

  /** Looks at the device at once and then every minute: what it can do, and whether its clock is right. */
  start(): void {
    void this.#look();
  }

  async #look(): Promise<void> {
    const services = await this.device.readServices();
    if (services.ok) this.#services = services.value;
    if (this.#closed) return;
    if (this.#services?.has('events')) this.#followEvents();
    this.#cancelLook = this.#options.timers.after(lookIntervalMs, () => void this.#look());
  }

  #followEvents(): void {
    if (this.#events !== undefined) return;
    const { clock, timers, onMarks } = this.#options;
    const { device, camera } = this;
    this.#events = new EventFollower({
      device,
      clock,
      timers,
      onMarks: (marks) => onMarks?.(camera, marks),
    });
    this.#events.start();
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
