/** What a simulated ONVIF device does wrong, or otherwise than its neighbours. Everything can change while it runs. */
export type DeviceBehaviour = {
  /** SetSynchronizationPoint. `ignore` says yes and does nothing; `delay` obeys after `delayMs`; `fault` refuses. */
  readonly keyframes: 'obey' | 'ignore' | 'delay' | 'fault';
  readonly delayMs: number;
  /** Every answer waits this long. */
  readonly answerAfterMs: number;
  /** `wsse`: WS-UsernameToken in the message; `digest`: HTTP digest; `none`: no account asked for. */
  readonly auth: 'wsse' | 'digest-md5' | 'digest-sha256' | 'none';
  /** The device's clock minus this machine's. */
  readonly clockAheadMs: number;
  readonly hasMedia2: boolean;
  readonly hasPtz: boolean;
  /** Knows GetCapabilities only, as devices before 2011 do. */
  readonly hasServices: boolean;
  /** Instead of true answers. */
  readonly lies: Lie | null;
  /** Takes no heed of ContinuousMove's own timeout: moves until Stop. */
  readonly ignoresMoveTimeout: boolean;
  /** Profile G's search. `empty` finds nothing; `fault` refuses; `delay` says that it is still searching, once. */
  readonly search: 'obey' | 'empty' | 'fault' | 'delay';
};

export const lies = [
  'entity_bomb',
  'external_entity',
  'huge',
  'huge_chunked',
  'slow_drip',
  'silent',
  'truncated',
  'reset',
  'wrong_types',
  'other_answer',
  'not_soap',
  'deep',
  'wide',
  'namespaces',
  'gzip',
  'redirect',
  'fault',
  'foreign_address',
] as const;
export type Lie = (typeof lies)[number];

export const goodDevice: DeviceBehaviour = {
  keyframes: 'obey',
  delayMs: 0,
  answerAfterMs: 0,
  auth: 'wsse',
  clockAheadMs: 0,
  hasMedia2: true,
  hasPtz: true,
  hasServices: true,
  lies: null,
  ignoresMoveTimeout: false,
  search: 'obey',
};

/** `url` as the device gives it, without an account; `gop` in pictures. */
export type DeviceProfile = {
  readonly token: string;
  readonly name: string;
  readonly url: string;
  readonly codec: 'h264' | 'h265';
  readonly codecProfile?: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly gop: number;
  /** Makes the next picture of the stream a keyframe. */
  readonly requestKeyframe: () => void;
};

export type DeviceSpec = {
  /** The path of its services: letters, digits, `-`, `_`. */
  readonly name: string;
  readonly username: string;
  readonly password: string;
  readonly profiles: readonly DeviceProfile[];
  readonly presets?: readonly { readonly token: string; readonly name: string }[];
  /** What it records (profile G): the address without an account, and what it has. */
  readonly recordings?: readonly DeviceRecording[];
  readonly behaviour?: Partial<DeviceBehaviour>;
};

export type DeviceRecording = {
  readonly token: string;
  readonly url: string;
  readonly recorded: () => readonly (readonly [from: number, until: number])[];
};

/** One question as it came in, for tests: its operation, the profile that it names, and when on `performance.now`'s clock. */
export type Asked = {
  readonly operation: string;
  readonly service: string;
  readonly profile: string | undefined;
  readonly atMs: number;
};

export type PtzState = {
  readonly moving: boolean;
  readonly velocity: { readonly x: number; readonly y: number; readonly zoom: number };
  /** Last preset that it went to. */
  readonly preset: string | undefined;
};
