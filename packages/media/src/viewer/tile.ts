import type { Clock } from '@truc/base';
import type { CameraId, CameraState, FrameClockFact, PtzHolder, ViewingId } from '@truc/media/signalling';
import { frameDistanceMs, frameWallMs, smoothedIntervalMs } from './picture-age.ts';
import { decidePicture } from './picture.ts';
import type { Picture, Refusal, Stall } from './picture.ts';
import type { CreateStream, ReceivedTrack, TrackStats, VideoSurface } from './ports.ts';
import { watchFrames } from './frame-watch.ts';
import type { PresentedFrame } from './frame-watch.ts';
import type { ViewerSettings } from './settings.ts';

/** A viewing that the SFU holds for this page. Times in ms of the SFU's clock. */
export type TileViewing = {
  readonly id: ViewingId;
  readonly track: ReceivedTrack;
  expiresAt: number;
  renewAt: number;
  /** Whether the SFU was last told to let it run. */
  running: boolean;
  /** Whether this page may turn the camera. */
  readonly movable: boolean;
};

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
  lastStats: TrackStats | undefined;
  /** Whether the decoder has already been given its one push in this stall. */
  nudged = false;
  readonly #clock: Clock;
  readonly #stream: MediaStream;
  readonly #videos = new Set<VideoSurface>();
  #lastFrame: { readonly rtpTimestamp: number | null; readonly at: number } | null = null;
  #intervalMs: number | null = null;
  #size = { width: 0, height: 0 };
  #framesPresented = 0;

  constructor(camera: CameraId, ports: { readonly clock: Clock; readonly createStream: CreateStream }) {
    this.camera = camera;
    this.#clock = ports.clock;
    this.#stream = ports.createStream();
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

  /** Shows a new viewing's track. An earlier track stays on the screen until the new one brings packets. */
  take(viewing: TileViewing): void {
    this.viewing = viewing;
    this.refusal = null;
    const { track } = viewing.track;
    if (this.#stream.getTracks().length === 0 || !track.muted) return this.#show(track);
    track.addEventListener('unmute', () => this.viewing === viewing && this.#show(track), { once: true });
  }

  /** Forgets the viewing; the last frame stays on the screen, with its age. */
  drop(): void {
    this.viewing?.track.close();
    this.viewing = null;
  }

  /** Takes the picture off the screen. */
  clear(): void {
    this.drop();
    for (const track of this.#stream.getTracks()) this.#stream.removeTrack(track);
    for (const video of this.#videos) video.srcObject = null;
    this.#lastFrame = null;
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
    const frame = this.#lastFrame;
    return decidePicture(
      {
        refusal: this.refusal,
        camera: this.cameraState,
        ageMs: this.#ageMs(offsetMs),
        sinceFrameMs: frame === null ? null : this.#clock.monotonic() - frame.at,
        frameIntervalMs: this.#intervalMs,
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

  #handleFrame(frame: PresentedFrame): void {
    const before = this.#lastFrame?.rtpTimestamp ?? null;
    // Painted by the element itself (a track that ended or began), not by the camera: it proves nothing.
    if (before !== null && frame.rtpTimestamp === null) return;
    if (before !== null && frame.rtpTimestamp !== null) {
      this.#intervalMs = smoothedIntervalMs(this.#intervalMs, frameDistanceMs(before, frame.rtpTimestamp));
    }
    this.#lastFrame = { rtpTimestamp: frame.rtpTimestamp, at: this.#clock.monotonic() };
    this.#size = { width: frame.width, height: frame.height };
    this.#framesPresented += 1;
    this.stall = null;
    this.nudged = false;
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
