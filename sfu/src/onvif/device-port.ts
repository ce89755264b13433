import type { Failure, Result } from '@truc/base';

/**
 * Why a device did not do what it was asked. Stable codes: nothing of what the device wrote goes further than this room.
 * `answer_refused`: it held a document type or entities; `answer_unreadable`: it was not what the question calls for.
 */
export type OnvifError =
  | 'unreachable'
  | 'timeout'
  | 'answer_too_large'
  | 'answer_refused'
  | 'answer_unreadable'
  | 'auth_refused'
  | 'not_supported'
  | 'fault';
export type OnvifResult<T> = Result<T, Failure<OnvifError>>;
export type OnvifOutcome<T> = Promise<OnvifResult<T>>;

/** The services that the device names; `media2` is what profile T asks for, `search` and `replay` what profile G does. */
export const onvifServices = ['media1', 'media2', 'ptz', 'events', 'search', 'replay'] as const;
export type OnvifService = (typeof onvifServices)[number];

/** `codec` in small letters as SDP names it (`h264`, `h265`, `jpeg`); `gop` in pictures from one keyframe to the next. */
export type OnvifProfile = {
  readonly token: string;
  readonly name: string;
  readonly codec?: string;
  /** H.264's own profile in the device's words: `Baseline`, `Main`, `High`. */
  readonly codecProfile?: string;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  readonly gop?: number;
  readonly hasPtz: boolean;
};

/** Each from -1 to 1; `x` to the right, `y` upwards, `zoom` closer. */
export type OnvifVelocity = { readonly x: number; readonly y: number; readonly zoom: number };
export type OnvifPreset = { readonly token: string; readonly name: string };

/** One message of the event service: its topic without prefixes, and its values by name. */
export type OnvifEvent = { readonly topic: string; readonly values: Readonly<Record<string, string>> };

/** What a recorder has of one recording, in ms since 1970. */
export type RecordedStretch = readonly [from: number, until: number];

/** One device behind its own SOAP. Every answer is parsed; none of these methods throws or hangs. */
export interface OnvifDevice {
  /** The device's clock in ms since 1970, exact to a second. */
  readClock(): OnvifOutcome<number>;
  readServices(): OnvifOutcome<ReadonlySet<OnvifService>>;
  listProfiles(): OnvifOutcome<readonly OnvifProfile[]>;
  /** The stream's `rtsp://` address, as the device gives it. */
  readStreamUrl(profile: string): OnvifOutcome<string>;
  /** SetSynchronizationPoint: the next picture is to be a keyframe. `ok` says that it was heard, not that it is obeyed. */
  requestKeyframe(profile: string): OnvifOutcome<void>;
  /** `timeoutMs`: after which the device is to stop by itself. Some never do. */
  move(profile: string, velocity: OnvifVelocity, timeoutMs: number): OnvifOutcome<void>;
  stop(profile: string): OnvifOutcome<void>;
  listPresets(profile: string): OnvifOutcome<readonly OnvifPreset[]>;
  goToPreset(profile: string, preset: string): OnvifOutcome<void>;
  /** Begins a pull point. Called again, it begins another. */
  subscribe(): OnvifOutcome<void>;
  /** What happened since the last pull; the device may hold the answer back for a minute. */
  pullEvents(): OnvifOutcome<readonly OnvifEvent[]>;
  unsubscribe(): OnvifOutcome<void>;
  /** Profile G: the tokens of what it records. */
  listRecordings(): OnvifOutcome<readonly string[]>;
  /** Profile G: what it has of this recording within a stretch; each from and until, in order. */
  findRecorded(recording: string, within: RecordedStretch): OnvifOutcome<readonly RecordedStretch[]>;
  /** The `rtsp://` address at which this recording is replayed, as the device gives it. */
  readReplayUrl(recording: string): OnvifOutcome<string>;
  /** Gives back its connections; what is under way ends as `unreachable`. */
  close(): void;
}

/** `url`: of the device service. Every question goes to its host, whatever addresses the device names. */
export type OnvifDeviceOptions = {
  readonly url: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** For each exchange but a pull of events; 5 s where not given. */
  readonly deadlineMs?: number;
};
