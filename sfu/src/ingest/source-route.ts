import type { Clock, Timers } from '@truc/base';
import type { Conditions } from './conditions.ts';
import type { AccessUnit } from './h264/access-unit.ts';
import type { MediaPipeline } from './media-pipeline.ts';
import type { SourceCodec } from './rtsp/sdp.ts';
import { createTranscodeLane } from './transcode/transcode-lane.ts';
import type { LaneTrouble, TranscodeLane } from './transcode/transcode-lane.ts';
import type { TranscodePool } from './transcode/transcode-pool.ts';

export type SourceRouteOptions = {
  /** Missing: everything passes as it is. */
  readonly pool: TranscodePool | undefined;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly conditions: Conditions;
  readonly pipeline: () => MediaPipeline;
  /** What a tile should say has changed. */
  onChange(): void;
};

/** Which way a camera's pictures go: as they are, or through a transcoder while somebody watches. */
export interface SourceRoute {
  readonly takesH265: boolean;
  begin(codec: SourceCodec): void;
  /** A whole picture of the camera. True: it passes as it is. */
  take(unit: AccessUnit, parameterSets: readonly Buffer[]): boolean;
  setWatched(isWatched: boolean): void;
  /** Now and then, while a session plays. */
  tick(): void;
  /** What viewers get is, or will be, transcoded. */
  isTranscoded(): boolean;
  /** Why those who watch get no picture. */
  trouble(): LaneTrouble | undefined;
  close(): void;
}

export function createSourceRoute(options: SourceRouteOptions): SourceRoute {
  return new CameraRoute(options);
}

class CameraRoute implements SourceRoute {
  readonly #options: SourceRouteOptions;
  readonly #lane: TranscodeLane | undefined;
  #codec: SourceCodec = 'H264';
  #isWatched = false;
  /** Pictures of a camera with B-frames go into the lane, and pass as well until the lane gives its first. */
  #isDiverted = false;
  #laneShows = false;

  constructor(options: SourceRouteOptions) {
    this.#options = options;
    const { pool, clock, timers } = options;
    if (pool?.isAvailable !== true) return;
    this.#lane = createTranscodeLane({
      pool,
      clock,
      timers,
      onChange: () => options.onChange(),
      onPicture: (unit) => this.#handlePicture(unit),
    });
  }

  get takesH265(): boolean {
    return this.#lane !== undefined;
  }

  begin(codec: SourceCodec): void {
    this.#codec = codec;
    this.#laneShows = false;
    this.#isDiverted = codec === 'H265';
    this.#lane?.begin(codec);
    this.#lane?.want(this.#isDiverted && this.#isWatched);
  }

  take(unit: AccessUnit, parameterSets: readonly Buffer[]): boolean {
    if (this.#isDiverted) this.#lane?.push(unit, parameterSets);
    return this.#codec === 'H264' && !this.#laneShows;
  }

  setWatched(isWatched: boolean): void {
    this.#isWatched = isWatched;
    this.tick();
    this.#lane?.want(this.#isDiverted && isWatched);
  }

  tick(): void {
    if (this.#codec === 'H265' || this.#lane === undefined) return;
    const hasBFrames = this.#options.conditions.hasBFrames(this.#options.clock.monotonic());
    const isDiverted = this.#isWatched && hasBFrames;
    if (isDiverted === this.#isDiverted) return;
    this.#isDiverted = isDiverted;
    this.#lane.want(isDiverted);
    if (!isDiverted) this.#passAgain();
    else this.#options.onChange();
  }

  isTranscoded(): boolean {
    return this.#codec === 'H265' || this.#laneShows;
  }

  trouble(): LaneTrouble | undefined {
    // Pictures with B-frames are shown out of order rather than not at all.
    return this.#codec === 'H265' && this.#isWatched ? this.#lane?.trouble() : undefined;
  }

  close(): void {
    this.#lane?.close();
  }

  #handlePicture(unit: AccessUnit): void {
    if (!this.#isDiverted) return;
    if (!this.#laneShows) {
      this.#laneShows = true;
      this.#options.pipeline().changeSource('transcoder');
      this.#options.onChange();
    }
    this.#options.pipeline().handleTranscoded(unit);
  }

  #passAgain(): void {
    if (this.#laneShows) this.#options.pipeline().changeSource('camera');
    this.#laneShows = false;
    this.#options.onChange();
  }
}
