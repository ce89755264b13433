import type { LinkStats } from '../jitter-target.ts';
import type {
  CreateDevice,
  DecodePoster,
  IceParameters,
  MediaReceiver,
  PageVisibility,
  ReceivedTrack,
  TrackStats,
  VideoSurface,
  WatchSurface,
} from '../ports.ts';

/** Stands for a `MediaStreamTrack`; it is muted until the SFU's first packet. */
export class FakeTrack extends EventTarget {
  muted = true;
  readonly consumer: string;

  constructor(consumer: string) {
    super();
    this.consumer = consumer;
  }

  unmute(): void {
    this.muted = false;
    this.dispatchEvent(new Event('unmute'));
  }
}

export class FakeStream {
  #tracks: FakeTrack[] = [];

  getTracks(): readonly FakeTrack[] {
    return [...this.#tracks];
  }

  addTrack(track: FakeTrack): void {
    if (!this.#tracks.includes(track)) this.#tracks.push(track);
  }

  removeTrack(track: FakeTrack): void {
    this.#tracks = this.#tracks.filter((each) => each !== track);
  }
}

/** A video element that presents a frame when the test says so. */
export class FakeVideo {
  srcObject: MediaProvider | null = null;
  muted = false;
  autoplay = false;
  playsInline = false;
  videoWidth = 640;
  videoHeight = 360;
  #presented = 0;
  #callback: VideoFrameRequestCallback | undefined;

  play(): Promise<void> {
    return Promise.resolve();
  }

  requestVideoFrameCallback(callback: VideoFrameRequestCallback): number {
    this.#callback = callback;
    return 1;
  }

  cancelVideoFrameCallback(): void {
    this.#callback = undefined;
  }

  present(rtpTimestamp: number | undefined): void {
    this.#presented += 1;
    const callback = this.#callback;
    this.#callback = undefined;
    callback?.(0, {
      presentationTime: 0,
      expectedDisplayTime: 0,
      width: 640,
      height: 360,
      mediaTime: 0,
      presentedFrames: this.#presented,
      ...(rtpTimestamp === undefined ? {} : { rtpTimestamp }),
    });
  }

  get surface(): VideoSurface {
    return this;
  }
}

/** The browser's side of the media: PeerConnections that are said to work, or not. */
export class FakeBrowser {
  readonly receivers: FakeReceiver[] = [];
  readonly stats = new Map<string, TrackStats>();
  link: LinkStats | undefined;
  /** What frames were to be held back, one after the other. */
  readonly jitterTargets: number[] = [];
  /** RTP timestamp of the last decoded frame, by consumer. */
  readonly decoded = new Map<string, number>();

  readonly createDevice: CreateDevice = (routerRtpCapabilities) =>
    Promise.resolve({
      rtpCapabilities: routerRtpCapabilities,
      createReceiver: (options) => {
        const receiver = new FakeReceiver(this, options);
        this.receivers.push(receiver);
        return receiver;
      },
    });

  /** Posters that were decoded and drawn, by their codec. */
  readonly drawn: string[] = [];

  readonly decodePoster: DecodePoster = ({ codec }) =>
    Promise.resolve({ draw: () => void this.drawn.push(codec), close: () => {} });

  /** By the element that is watched. */
  readonly surfaces = new Map<VideoSurface, Parameters<WatchSurface>[1]>();
  readonly watchSurface: WatchSurface = (video, listener) => {
    this.surfaces.set(video, listener);
    return () => this.surfaces.delete(video);
  };

  readonly createStream = () => new FakeStream() as unknown as MediaStream;

  get receiver(): FakeReceiver {
    const last = this.receivers.at(-1);
    if (last === undefined) throw new Error('no PeerConnection yet');
    return last;
  }
}

type ReceiverOptions = Parameters<Awaited<ReturnType<CreateDevice>>['createReceiver']>[0];

export class FakeReceiver implements MediaReceiver {
  readonly tracks = new Map<string, FakeTrack>();
  readonly setState: ReceiverOptions['onState'];
  /** The sets of the SFU that ICE was restarted with. */
  readonly iceRestarts: string[] = [];
  closed = false;
  /** How many were asked for before the browser had negotiated once: all of one `show` must come in one. */
  readonly batches: number[] = [];
  #batch = 0;
  #connected = false;
  readonly #browser: FakeBrowser;
  readonly #options: ReceiverOptions;

  constructor(browser: FakeBrowser, options: ReceiverOptions) {
    this.#browser = browser;
    this.#options = options;
    this.setState = options.onState;
  }

  async receive({ id }: { readonly id: string }): Promise<ReceivedTrack> {
    this.#batch += 1;
    await Promise.resolve();
    if (this.#batch > 0) this.batches.push(this.#batch);
    this.#batch = 0;
    if (!this.#connected) {
      this.#connected = true;
      await this.#options.onConnect({ fingerprints: [] });
      this.setState('connected');
    }
    const track = new FakeTrack(id);
    this.tracks.set(id, track);
    return {
      track: track as unknown as MediaStreamTrack,
      lastFrameTimestamp: () => this.#browser.decoded.get(id) ?? null,
      stats: () => Promise.resolve(this.#browser.stats.get(id)),
      close: () => void this.tracks.delete(id),
    };
  }

  restartIce({ usernameFragment }: IceParameters): Promise<void> {
    this.iceRestarts.push(usernameFragment);
    return Promise.resolve();
  }

  setTurnServers(): Promise<void> {
    return Promise.resolve();
  }

  linkStats(): Promise<LinkStats | undefined> {
    return Promise.resolve(this.#browser.link);
  }

  setJitterTarget(targetMs: number): void {
    this.#browser.jitterTargets.push(targetMs);
  }

  close(): void {
    this.closed = true;
  }
}

export class FakePage implements PageVisibility {
  visible = true;
  readonly #listeners = new Set<() => void>();

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  set(visible: boolean): void {
    this.visible = visible;
    for (const listener of this.#listeners) listener();
  }
}
