import type { Clock, Random, Result, Timers } from '@truc/base';
import type {
  DisplayId,
  DownMessage,
  DownPayload,
  PlaybackCommand,
  PlaybackFailure,
  PlaybackGrantRefusal,
  PlaybackSpeed,
  PlaybackState,
  RecordedRange,
  ViewingEndCause,
  ViewingId,
} from '@truc/media/signalling';
import { watchFrames } from './frame-watch.ts';
import { MediaConnection } from './media-connection.ts';
import type { LiveSession } from './media-connection.ts';
import type {
  CreateDevice,
  CreateStream,
  ReceivedTrack,
  SignallingFailure,
  SignallingPort,
  VideoSurface,
  ViewerLog,
} from './ports.ts';
import { RecordedClock } from './recorded-clock.ts';
import { createBackoff } from './retry-policy.ts';
import { defaultSettings } from './settings.ts';

export type PlaybackDenial = PlaybackGrantRefusal | 'unreachable';
/** Asks the server for a grant to the stretch that this player is for; again, when the last one grows old. */
export type RequestPlaybackGrant = () => Promise<
  Result<{ readonly token: string; readonly expiresAt: number }, PlaybackDenial>
>;

export type PlayerOptions = {
  readonly signalling: SignallingPort;
  readonly requestGrant: RequestPlaybackGrant;
  readonly display: DisplayId;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly random: Random;
  readonly createDevice: CreateDevice;
  readonly createStream: CreateStream;
  readonly log: ViewerLog;
  readonly onOutdated?: () => void;
};

/** Why nothing plays: the recorder's cause, the server's denial, the SFU's refusal, or how the right to it ended. */
export type PlayerFailure = PlaybackFailure | PlaybackDenial | SignallingFailure | ViewingEndCause;

/** `recordedMs`: when the frame on the screen was recorded; null while that is not known. */
export type PlayerPicture = {
  readonly state: PlaybackState['state'] | 'connecting';
  readonly failure: PlayerFailure | null;
  readonly recordedMs: number | null;
  readonly isExact: boolean;
  readonly speed: PlaybackSpeed;
  /** What the recorder holds of the stretch; null where it does not say. */
  readonly recorded: readonly RecordedRange[] | null;
  readonly hasPicture: boolean;
};

/** A stretch of one camera's recordings, played in one element. It is never live, and says of each frame when it was taken. */
export interface Player {
  attach(video: VideoSurface): () => void;
  picture(): PlayerPicture;
  play(): void;
  pause(): void;
  seek(at: number): void;
  setSpeed(speed: PlaybackSpeed): void;
  subscribe(listener: () => void): () => void;
  close(): void;
}

export function createPlayer(options: PlayerOptions): Player {
  return new RecordingPlayer(options);
}

type Open = {
  readonly viewing: ViewingId;
  readonly track: ReceivedTrack;
  expiresAt: number;
  renewAt: number;
};

const tickMs = 250;

class RecordingPlayer implements Player {
  readonly #options: PlayerOptions;
  readonly #connection: MediaConnection;
  readonly #clock = new RecordedClock();
  readonly #stream: MediaStream;
  readonly #listeners = new Set<() => void>();
  readonly #ends: (() => void)[];
  #open: Open | null = null;
  #isOpening = false;
  #state: PlayerPicture['state'] = 'connecting';
  #failure: PlayerFailure | null = null;
  #speed: PlaybackSpeed = 1;
  #recorded: readonly RecordedRange[] | null = null;
  #frame: { readonly rtpTimestamp: number | null } | null = null;
  /** Where to go on when all has to be opened anew. */
  #resumeAt: number | null = null;
  #isRenewing = false;
  #cancelTick = () => {};
  #closed = false;

  constructor(options: PlayerOptions) {
    this.#options = options;
    this.#stream = options.createStream();
    const { random } = options;
    this.#connection = new MediaConnection({
      ...options,
      settings: defaultSettings,
      joinPolicy: createBackoff({ firstMs: 500, mostMs: 10_000, random }),
      onSession: (session) => void this.#openOn(session),
      onOutdated: () => options.onOutdated?.(),
      onResumed: (alive) => this.#handleResumed(alive),
    });
    this.#ends = [
      options.signalling.subscribe({
        handleConnected: () => this.#connection.handleSignallingConnected(),
        handleDisconnected: () => this.#connection.handleSignallingDisconnected(),
        handleMessage: (message, payload) => this.#handleMessage(message, payload),
      }),
    ];
    if (options.signalling.connected) this.#connection.handleSignallingConnected();
    this.#tick();
  }

  attach(video: VideoSurface): () => void {
    video.muted = true;
    video.playsInline = true;
    video.srcObject = this.#stream;
    video.play().catch(() => {
      // Interrupted by the next load, or not allowed yet: muted autoplay starts it as soon as it may.
    });
    const end = watchFrames(video, ({ rtpTimestamp }) => {
      this.#frame = { rtpTimestamp };
      this.#notify();
    });
    return () => {
      end();
      video.srcObject = null;
    };
  }

  picture(): PlayerPicture {
    const moment = this.#clock.momentOf(this.#frame?.rtpTimestamp ?? null);
    return {
      state: this.#state,
      failure: this.#failure,
      recordedMs: moment?.recordedMs ?? null,
      isExact: moment?.isExact ?? false,
      speed: this.#speed,
      recorded: this.#recorded,
      hasPicture: this.#frame !== null,
    };
  }

  play(): void {
    if (this.#open === null) {
      const { session } = this.#connection;
      if (session !== null) void this.#openOn(session);
    } else {
      this.#clock.forget();
      this.#say({ do: 'play' });
    }
  }

  pause(): void {
    this.#say({ do: 'pause' });
  }

  seek(at: number): void {
    this.#resumeAt = at;
    this.#clock.forget();
    this.#say({ do: 'seek', at });
  }

  setSpeed(speed: PlaybackSpeed): void {
    this.#speed = speed;
    if (this.#state === 'playing') this.#clock.forget();
    this.#say({ do: 'speed', speed });
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTick();
    for (const end of this.#ends) end();
    for (const track of this.#stream.getTracks()) this.#stream.removeTrack(track);
    void this.#end().finally(() => {
      this.#open?.track.close();
      this.#connection.close();
      this.#options.signalling.close();
    });
  }

  async #openOn(session: LiveSession): Promise<void> {
    this.#drop();
    if (this.#isOpening || this.#closed) return;
    this.#isOpening = true;
    this.#show('connecting');
    const failure = await this.#tryToOpen(session).finally(() => (this.#isOpening = false));
    if (this.#closed) return;
    if (this.#connection.session !== session && this.#connection.session !== null)
      return this.#openOn(this.#connection.session);
    if (failure !== null) this.#show('failed', failure);
  }

  async #tryToOpen(session: LiveSession): Promise<PlayerFailure | null> {
    const { signalling, requestGrant } = this.#options;
    const granted = await requestGrant();
    if (!granted.ok) return granted.error;
    const opened = await signalling.request('openPlayback', {
      grant: granted.value.token,
      rtpCapabilities: session.rtpCapabilities,
    });
    if (!opened.ok) return opened.error;
    const { viewing, consumer, expiresAt } = opened.value;
    const track = await session.receiver.receive(consumer);
    if (this.#closed || this.#connection.session !== session) {
      track.close();
      return null;
    }
    this.#open = { viewing, track, expiresAt, renewAt: this.#renewAt(expiresAt) };
    for (const old of this.#stream.getTracks()) this.#stream.removeTrack(old);
    this.#stream.addTrack(track.track);
    this.#clock.forget();
    if (this.#speed !== 1) this.#say({ do: 'speed', speed: this.#speed });
    if (this.#resumeAt !== null) this.#say({ do: 'seek', at: Math.round(this.#resumeAt) });
    this.#say({ do: 'play' });
    return null;
  }

  #handleResumed(alive: readonly ViewingId[]): void {
    const { session } = this.#connection;
    if (session === null || (this.#open !== null && alive.includes(this.#open.viewing))) return;
    void this.#openOn(session);
  }

  #handleMessage<M extends DownMessage>(message: M, payload: DownPayload<M>): void {
    const handlers: { [Each in DownMessage]?: (payload: DownPayload<Each>) => void } = {
      playbackState: ({ viewing, state, failure }) => {
        if (viewing === this.#open?.viewing) this.#show(state, failure ?? null);
      },
      playbackClock: (clock) => {
        if (clock.viewing !== this.#open?.viewing) return;
        this.#resumeAt = clock.recordedMs;
        this.#clock.add(clock);
      },
      playbackCoverage: ({ recorded }) => {
        this.#recorded = recorded;
        this.#notify();
      },
      viewingClosed: ({ viewing, cause }) => viewing === this.#open?.viewing && this.#handleClosed(cause),
    };
    handlers[message]?.(payload);
  }

  #handleClosed(cause: ViewingEndCause): void {
    this.#drop();
    if (cause === 'worker_died') return this.#connection.renewSession();
    this.#show('failed', cause);
  }

  #tick(): void {
    this.#cancelTick = this.#options.timers.after(tickMs, () => {
      this.#connection.handleTick();
      const now = this.#options.clock.now() + (this.#connection.offset.offsetMs ?? 0);
      if (this.#open !== null && !this.#isRenewing && now >= this.#open.renewAt) void this.#renew(this.#open);
      this.#tick();
    });
  }

  async #renew(open: Open): Promise<void> {
    this.#isRenewing = true;
    try {
      const granted = await this.#options.requestGrant();
      if (!granted.ok || this.#open !== open) return;
      const command = { do: 'renew', grant: granted.value.token } as const;
      const renewed = await this.#options.signalling.request('playback', { viewing: open.viewing, command });
      if (renewed.ok) open.expiresAt = renewed.value.expiresAt;
    } finally {
      // What failed is tried again in some seconds, for as long as the old grant lasts.
      open.renewAt = this.#renewAt(open.expiresAt);
      this.#isRenewing = false;
    }
  }

  #renewAt(expiresAt: number): number {
    const now = this.#options.clock.now() + (this.#connection.offset.offsetMs ?? 0);
    return now + Math.max(5_000, (expiresAt - now) * defaultSettings.renewAtLifePart);
  }

  #say(command: PlaybackCommand): void {
    const { viewing } = this.#open ?? {};
    if (viewing === undefined || this.#closed) return;
    void this.#options.signalling.request('playback', { viewing, command }).then((answer) => {
      if (!answer.ok && this.#open?.viewing === viewing && command.do !== 'end')
        this.#show('failed', answer.error);
    });
  }

  /** Said before the line is closed: the recorder's seat is free at once, and the log says that it was the viewer's own end. */
  async #end(): Promise<void> {
    const { signalling } = this.#options;
    if (this.#open === null) return;
    await signalling.request('playback', { viewing: this.#open.viewing, command: { do: 'end' } });
  }

  #drop(): void {
    this.#open?.track.close();
    this.#open = null;
  }

  #show(state: PlayerPicture['state'], failure: PlayerFailure | null = null): void {
    this.#state = state;
    this.#failure = failure;
    this.#notify();
  }

  #notify(): void {
    for (const listener of this.#listeners) listener();
  }
}
