import type { Clock, Timers } from '@truc/base';
import type {
  CameraId,
  CameraState,
  FrameClockFact,
  Poster,
  PtzHolder,
  ReplayFact,
  ViewingId,
} from '@truc/media/signalling';
import { frameDistanceMs, frameWallMs, isOfItsTime, smoothedIntervalMs } from './picture-age.ts';
import { decidePicture } from './picture.ts';
import type { Picture, Refusal, Stall } from './picture.ts';
import type {
  CreateStream,
  DecodePoster,
  PosterSurface,
  ReceivedTrack,
  TrackStats,
  VideoSurface,
} from './ports.ts';
import { TilePoster } from './tile-poster.ts';
import { watchFrames } from './frame-watch.ts';
import type { PresentedFrame } from './frame-watch.ts';
import type { ViewerSettings } from './settings.ts';

/** A track of a replay lane. `before`: the frame that the viewing's own track had decoded last when the lane was joined. */
export type ReplayTrack = { readonly received: ReceivedTrack; readonly before: number | null };

/** A viewing that the SFU holds for this page. Times in ms of the SFU's clock. */
export type TileViewing = {
  readonly id: ViewingId;
  readonly track: ReceivedTrack;
  /** What is shown until `track` brings a frame: the past of the camera, quickly, and then its present. */
  replay: ReplayTrack | null;
  /** The camera's larger picture, while that is the one on the screen. */
  main: ReceivedTrack | null;
  expiresAt: number;
  renewAt: number;
  /** Whether the SFU was last told to let it run. */
  running: boolean;
  /** Whether this page may turn the camera. */
  readonly movable: boolean;
};

/** `at`: when it was presented, by the monotonic clock and by the wall's: the first stands still while the machine sleeps. */
type Presented = {
  readonly rtpTimestamp: number | null;
  readonly at: { readonly monotonic: number; readonly wall: number };
  readonly width: number;
  readonly height: number;
};

export type TilePorts = {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly createStream: CreateStream;
  readonly decodePoster: DecodePoster;
  /** Called when the picture begins to be of its time. */
  readonly onProved: () => void;
};

/** About one frame of a screen. */
const swapPollMs = 16;

/** One camera on this display: its viewing, if any, its stream, and what is known of the picture. Outlives sessions. */
export class Tile {
  readonly camera: CameraId;
  viewing: TileViewing | null = null;
  /** Whether grants or a Consumer for it are on their way. */
  opening = false;
  refusal: Refusal | null = null;
  refusedAt = -Infinity;
  cameraState: CameraState | null = null;
  frameClock: FrameClockFact | null = null;
  stall: Stall | null = null;
  /** Who turns the camera now, where this page may. */
  ptzHolder: PtzHolder | null = null;
  /** It did not take Stop, and may still be turning. */
  isRunaway = false;
  lastStats: TrackStats | undefined;
  /** When packets were last seen to come while no frame did. */
  packetsAt = -Infinity;
  /** Whether the decoder has already been given its one push in this stall. */
  nudged = false;
  readonly #clock: Clock;
  readonly #timers: Timers;
  readonly #onProved: () => void;
  readonly #stream: MediaStream;
  readonly #videos = new Set<VideoSurface>();
  #lastFrame: Presented | null = null;
  /** Presented after `#lastFrame`, and not known to be of its time. */
  #unproved: Presented | null = null;
  /** What the run of the viewing begins with; undefined before the SFU said so. */
  #replay: ReplayFact | null | undefined = null;
  #cancelSwap: () => void = () => {};
  #intervalMs: number | null = null;
  #size = { width: 0, height: 0 };
  #framesPresented = 0;

  readonly #poster: TilePoster;

  constructor(camera: CameraId, ports: TilePorts) {
    this.camera = camera;
    this.#poster = new TilePoster(ports.decodePoster);
    this.#clock = ports.clock;
    this.#timers = ports.timers;
    this.#onProved = ports.onProved;
    this.#stream = ports.createStream();
  }

  /** Since the last frame was presented, in ms; null before the first. A clock that was set makes it longer, never shorter. */
  get sinceFrameMs(): number | null {
    if (this.#lastFrame === null) return null;
    const { monotonic, wall } = this.#lastFrame.at;
    return Math.max(this.#clock.monotonic() - monotonic, this.#clock.now() - wall);
  }

  /** How long it is silent beyond the interval between its frames, in ms; null before the first. */
  get lateByMs(): number | null {
    return this.sinceFrameMs === null ? null : this.sinceFrameMs - (this.#intervalMs ?? 0);
  }

  /** Whether the picture on the screen is known to be of its time. */
  get isProved(): boolean {
    return this.#lastFrame !== null && this.#unproved === null && this.viewing?.replay === null;
  }

  get attached(): boolean {
    return this.#videos.size > 0;
  }

  /** Plays the picture in the element until the returned function is called. */
  attach(video: VideoSurface): () => void {
    video.muted = true;
    video.autoplay = true;
    video.playsInline = true;
    this.#videos.add(video);
    if (this.#stream.getTracks().length > 0) play(video, this.#stream);
    const stopWatching = watchFrames(video, (frame) => this.#handleFrame(frame));
    return () => {
      stopWatching();
      this.#videos.delete(video);
      // A removed element that still holds its stream keeps a player alive.
      video.srcObject = null;
    };
  }

  /** Paints the camera's poster on the canvas, which lies under the video, until a frame is there. */
  attachPoster(canvas: PosterSurface): () => void {
    return this.#poster.attach(canvas);
  }

  /** Stands in for the picture, unless one is there already. */
  async takePoster(poster: Poster): Promise<void> {
    if (this.#lastFrame === null && this.refusal === null) await this.#poster.take(poster);
  }

  /** Shows a new viewing's track. An earlier track stays on the screen until the new one brings packets. */
  take(viewing: TileViewing): void {
    this.viewing = viewing;
    this.refusal = null;
    this.#showWithPackets((viewing.replay?.received ?? viewing.track).track, viewing);
  }

  /** Shows a replay lane's track until the viewing's own brings a frame. */
  takeReplay(viewing: TileViewing, received: ReceivedTrack): void {
    viewing.replay?.received.close();
    viewing.replay = { received, before: viewing.track.lastFrameTimestamp() };
    this.#showWithPackets(received.track, viewing);
  }

  /** The SFU is told to let the viewing run: what comes is not known to be of its time until it says with what it begins. */
  awaitRun(): void {
    this.#replay = undefined;
  }

  /** The packets of the viewing begin to flow. */
  handleRuns(replay: ReplayFact | null): void {
    this.#replay = replay;
    const frame = this.#unproved;
    if (frame !== null && isOfItsTime(replay, frame.rtpTimestamp)) this.#count(frame);
  }

  /** The viewing's own track follows on its replay: looks often for its first frame. */
  handleHandover(): void {
    this.#cancelSwap();
    if (this.viewing === null || this.viewing.replay === null || this.swapWhenReady()) return;
    this.#cancelSwap = this.#timers.after(swapPollMs, () => this.handleHandover());
  }

  /** Goes over from the replay to the viewing's own track, once that has a frame to show. True when it did. */
  swapWhenReady(): boolean {
    const viewing = this.viewing;
    if (viewing === null || viewing.replay === null) return false;
    const decoded = viewing.track.lastFrameTimestamp();
    if (decoded === null || decoded === viewing.replay.before) return false;
    this.#show(viewing.track.track);
    viewing.replay.received.close();
    viewing.replay = null;
    return true;
  }

  /** The larger picture's first frame is decoded: the element goes over to it between two frames. */
  showMain(viewing: TileViewing, main: ReceivedTrack): void {
    viewing.main = main;
    this.#show(main.track);
  }

  /** The smaller picture's frame is there again, or the larger one has ended with its run. */
  showSub(viewing: TileViewing): void {
    if (viewing.main === null) return;
    this.#show(viewing.track.track);
    viewing.main.close();
    viewing.main = null;
  }

  /** Forgets the viewing; the last frame stays on the screen, with its age. */
  drop(): void {
    this.#cancelSwap();
    this.viewing?.track.close();
    this.viewing?.replay?.received.close();
    this.viewing?.main?.close();
    this.viewing = null;
  }

  /** The camera comes from another node from now on, whose clock and timestamps are others. */
  leaveNode(): void {
    this.drop();
    this.opening = false;
    this.frameClock = null;
    this.ptzHolder = null;
    this.lastStats = undefined;
  }

  /** Takes the picture off the screen. */
  clear(): void {
    this.drop();
    for (const track of this.#stream.getTracks()) this.#stream.removeTrack(track);
    for (const video of this.#videos) video.srcObject = null;
    this.#poster.clear();
    this.#lastFrame = null;
    this.#unproved = null;
    this.#intervalMs = null;
    this.#size = { width: 0, height: 0 };
    this.stall = null;
  }

  /** The person may not see the camera, or no longer. */
  refuse(refusal: Refusal): void {
    this.clear();
    this.refusal = refusal;
    this.refusedAt = this.#clock.monotonic();
  }

  /** `offsetMs`: the SFU's clock minus ours; null while unknown. */
  picture(offsetMs: number | null, settings: ViewerSettings): Picture {
    return decidePicture(
      {
        refusal: this.refusal,
        camera: this.cameraState,
        ageMs: this.#ageMs(offsetMs),
        sinceFrameMs: this.sinceFrameMs,
        frameIntervalMs: this.#intervalMs,
        earlier: this.#earlier(offsetMs),
        stall: this.stall,
        ...this.#size,
        framesPresented: this.#framesPresented,
      },
      settings,
    );
  }

  #ageMs(offsetMs: number | null): number | null {
    const rtpTimestamp = this.#lastFrame?.rtpTimestamp ?? null;
    if (rtpTimestamp === null || this.frameClock === null || offsetMs === null) return null;
    return Math.max(0, this.#clock.now() + offsetMs - frameWallMs(this.frameClock, rtpTimestamp));
  }

  #earlier(offsetMs: number | null): { readonly ageMs: number | null } | null {
    const { capturedMs } = this.#poster;
    if (this.#unproved === null && capturedMs === null) return null;
    const takenMs = this.#unproved === null ? capturedMs : (this.#replay?.startedMs ?? capturedMs);
    if (takenMs === null || offsetMs === null) return { ageMs: null };
    return { ageMs: Math.max(0, this.#clock.now() + offsetMs - takenMs) };
  }

  #handleFrame({ rtpTimestamp, width, height }: PresentedFrame): void {
    const before = this.#lastFrame?.rtpTimestamp ?? null;
    // Painted by the element itself (a track that ended or began), not by the camera: it proves nothing.
    if (before !== null && rtpTimestamp === null) return;
    const at = { monotonic: this.#clock.monotonic(), wall: this.#clock.now() };
    const frame = { rtpTimestamp, width, height, at };
    if (isOfItsTime(this.#replay, rtpTimestamp)) this.#count(frame);
    else this.#unproved = frame;
  }

  #count(frame: Presented): void {
    const before = this.#lastFrame?.rtpTimestamp ?? null;
    const isFirst = this.#lastFrame === null || this.#unproved !== null;
    this.#unproved = null;
    if (this.#lastFrame === null) this.#poster.clear();
    if (before !== null && frame.rtpTimestamp !== null) {
      this.#intervalMs = smoothedIntervalMs(this.#intervalMs, frameDistanceMs(before, frame.rtpTimestamp));
    }
    this.#lastFrame = frame;
    this.#size = { width: frame.width, height: frame.height };
    this.#framesPresented += 1;
    this.stall = null;
    this.nudged = false;
    if (isFirst) this.#onProved();
  }

  /** Without packets there is nothing to show: what stood there before stays until they come. */
  #showWithPackets(track: MediaStreamTrack, viewing: TileViewing): void {
    if (this.#stream.getTracks().length === 0 || !track.muted) return this.#show(track);
    track.addEventListener('unmute', () => this.#isShownFor(viewing, track) && this.#show(track), {
      once: true,
    });
  }

  #isShownFor(viewing: TileViewing, track: MediaStreamTrack): boolean {
    return this.viewing === viewing && (viewing.replay?.received ?? viewing.track).track === track;
  }

  #show(track: MediaStreamTrack): void {
    const others = this.#stream.getTracks().filter((each) => each !== track);
    this.#stream.addTrack(track);
    for (const other of others) this.#stream.removeTrack(other);
    for (const video of this.#videos) if (video.srcObject !== this.#stream) play(video, this.#stream);
  }
}

function play(video: VideoSurface, stream: MediaStream): void {
  video.srcObject = stream;
  video.play().catch(() => {
    // Interrupted by the next load, or not allowed yet: muted autoplay starts it as soon as it may.
  });
}
