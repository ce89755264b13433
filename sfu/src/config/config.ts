/** Where a worker's media port listens, and what the browser is told when that differs (behind a NAT). */
export type MediaAddress = { readonly ip: string; readonly announced?: string };

export type SfuLimits = {
  /** Viewings of one display, paused ones included. */
  readonly viewingsPerSession: number;
  /** Token bucket of one socket. */
  readonly messagesPerSecond: number;
  readonly messageBurst: number;
  /** How long an idle Producer is kept for the next viewer of its camera. */
  readonly producerLingerMs: number;
  /** How long pictures are still fetched from another node after the last who saw them here. */
  readonly pipeLingerMs: number;
  /** How long a display may be without its socket before its viewings end. */
  readonly sessionLingerMs: number;
};

export const defaultLimits: SfuLimits = {
  viewingsPerSession: 64,
  messagesPerSecond: 50,
  messageBurst: 300,
  producerLingerMs: 60_000,
  pipeLingerMs: 10_000,
  sessionLingerMs: 60_000,
};

export type SfuFiles = {
  readonly grantKeys: string;
  readonly controlSecret: string;
  readonly cameras: string;
  readonly camerasKey: string;
  readonly facts: string;
  /** Which cameras obey requests for keyframes. */
  readonly keyframes: string;
  /** How each camera's view usually is. */
  readonly views: string;
  /** What was taken back; of a node at a facility. */
  readonly revocations: string;
};

/** One SFU of several. `isEdge`: it stands at a facility, serves its whole register, and goes on without the server. */
export type NodeConfig = { readonly name: string; readonly isEdge: boolean };

/** The relay for viewers whom no path of their own leads here. */
export type TurnConfig = { readonly urls: readonly string[]; readonly secretFile: string };

/** Everything that an SFU needs to know before it starts. Ports of 0 are chosen by the system (tests). */
export type SfuConfig = {
  readonly host: string;
  readonly port: number;
  readonly mediaPort: number;
  readonly mediaAddresses: readonly MediaAddress[];
  /** UDP ports for pictures from and to other nodes; any that is free where not given. */
  readonly pipePorts?: { readonly min: number; readonly max: number };
  readonly workers: number;
  readonly workerBin?: string;
  readonly files: SfuFiles;
  /** Absent: the province's one SFU. */
  readonly node?: NodeConfig;
  readonly turn?: TurnConfig;
  /** Web origins that may open the signalling socket besides the page's own host. */
  readonly origins: readonly string[];
  /** Whether one who begins to watch a camera is sent its current group of pictures at once. */
  readonly replaysGop: boolean;
  /** How many cameras may be transcoded at once (H.265, B-frames); 0 switches it off. */
  readonly transcodes: number;
  /** From one examined picture of a camera to the next; 0 examines none. */
  readonly pictureEveryMs: number;
  /** How many sessions may stand at one recorder, and at all of them together; a total of 0 switches playback off. */
  readonly playbacks: { readonly perRecorder: number; readonly total: number };
  readonly logLevel: string;
  readonly limits: SfuLimits;
};

/** A start that cannot succeed until somebody changes something: one line, with the name of what to change. */
export class StartError extends Error {
  readonly code: 'bad_setting' | 'port_taken' | 'worker_missing' | 'file_unusable';

  constructor(code: StartError['code'], message: string) {
    super(message);
    this.name = 'StartError';
    this.code = code;
  }
}
