import type { Clock, Timers } from '@truc/base';
import type { AccessUnit } from '../h264/access-unit.ts';
import type { SourceCodec } from '../rtsp/sdp.ts';
import { createSourceClock } from './source-clock.ts';
import { toAnnexB } from './to-annex-b.ts';
import type { TranscodePool } from './transcode-pool.ts';
import type { Transcoder } from './transcoder.ts';

export type LaneOptions = {
  readonly pool: TranscodePool;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Of the transcoder: `timestamp` in RTP ticks, `arrivalMs` when the camera's picture came. The same object every time. */
  onPicture(unit: AccessUnit): void;
  /** Its trouble has come or gone. */
  onChange(): void;
};

/** Why a camera that needs it is not transcoded now. */
export type LaneTrouble = 'transcode_limit' | 'transcode_failed';

export interface TranscodeLane {
  /** A camera's session begins: what was gathered does not continue. */
  begin(codec: SourceCodec): void;
  /** A whole picture of the camera. Keeps no reference to `unit`. */
  push(unit: AccessUnit, parameterSets: readonly Buffer[]): void;
  /** Whether somebody is to see it. It stops a while after the last one left. */
  want(isWanted: boolean): void;
  trouble(): LaneTrouble | undefined;
  close(): void;
}

type Kept = { readonly annexB: Buffer; readonly timeMs: number; readonly isKeyframe: boolean };

const lingerMs = 5_000;
const limitRetryMs = 1_000;
const firstRetryMs = 250;
const retryCapMs = 10_000;
/** It takes under a second to start, and a picture takes a fraction of one. */
const outputPatienceMs = 8_000;
const keptBytes = 4 * 1024 * 1024;
const keptPictures = 1_500;
const sizeOfClock = 2 ** 31;

/** One camera's way through a transcoder: keeps its current group of pictures, so that one that starts shows it at once. */
export function createTranscodeLane(options: LaneOptions): TranscodeLane {
  return new PooledLane(options);
}

class PooledLane implements TranscodeLane {
  readonly #options: LaneOptions;
  /** Times that go to the program stay small and above 0. */
  readonly #originMs: number;
  #codec: SourceCodec = 'H264';
  #sourceClock = createSourceClock();
  #kept: Kept[] = [];
  #keptBytes = 0;
  #isWanted = false;
  #transcoder: Transcoder | undefined;
  #trouble: LaneTrouble | undefined;
  #failures = 0;
  #lastOutputMs = 0;
  #cancelTimer = () => {};

  constructor(options: LaneOptions) {
    this.#options = options;
    this.#originMs = options.clock.monotonic() - 60_000;
  }

  begin(codec: SourceCodec): void {
    this.#codec = codec;
    this.#sourceClock = createSourceClock();
    this.#forget();
    if (this.#transcoder !== undefined) this.#restart();
  }

  push(unit: AccessUnit, parameterSets: readonly Buffer[]): void {
    const isKeyframe = unit.hasIdr;
    const shownMs = this.#sourceClock.place(unit.timestamp, unit.arrivalMs);
    const annexB = toAnnexB(this.#codec, unit, isKeyframe ? parameterSets : []);
    const picture = { annexB, isKeyframe, timeMs: (shownMs - this.#originMs) % sizeOfClock };
    this.#keep(picture);
    if (this.#transcoder === undefined) return;
    this.#transcoder.write(annexB, picture);
    if (unit.arrivalMs - this.#lastOutputMs > outputPatienceMs) this.#handleEnd();
  }

  want(isWanted: boolean): void {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    if (isWanted) {
      if (this.#transcoder === undefined) this.#start();
      else this.#cancelTimer();
    } else if (this.#transcoder === undefined) {
      this.#stop();
    } else {
      this.#later(lingerMs, () => this.#stop());
    }
  }

  trouble(): LaneTrouble | undefined {
    return this.#trouble;
  }

  close(): void {
    this.#isWanted = false;
    this.#stop();
  }

  #keep(picture: Kept): void {
    if (picture.isKeyframe) this.#forget();
    else if (this.#kept.length === 0) return;
    this.#kept.push(picture);
    this.#keptBytes += picture.annexB.length;
    if (this.#keptBytes > keptBytes || this.#kept.length > keptPictures) this.#forget();
  }

  #forget(): void {
    this.#kept = [];
    this.#keptBytes = 0;
  }

  #start(): void {
    this.#cancelTimer();
    if (!this.#isWanted) return;
    const transcoder = this.#options.pool.start({
      codec: this.#codec,
      onPicture: (unit) => this.#handlePicture(unit),
      onEnd: () => this.#handleEnd(),
    });
    if (transcoder === undefined) {
      this.#note('transcode_limit');
      this.#later(limitRetryMs, () => this.#start());
      return;
    }
    this.#transcoder = transcoder;
    this.#lastOutputMs = this.#options.clock.monotonic();
    if (this.#trouble === 'transcode_limit') this.#note(undefined);
    for (const picture of this.#kept) transcoder.write(picture.annexB, picture);
  }

  #handlePicture(unit: AccessUnit): void {
    const nowMs = this.#options.clock.monotonic();
    this.#lastOutputMs = nowMs;
    this.#failures = 0;
    // Its arrival at the SFU, not at the end of the transcoder: the age of a picture counts from there.
    unit.arrivalMs = Math.min(nowMs, unit.timestamp + this.#originMs);
    unit.timestamp = (unit.timestamp * 90) % 2 ** 32;
    this.#note(undefined);
    this.#options.onPicture(unit);
  }

  #handleEnd(): void {
    this.#transcoder?.stop();
    this.#transcoder = undefined;
    this.#failures += 1;
    // Once may be a chance; a second time is something to name.
    if (this.#failures > 1) this.#note('transcode_failed');
    const delayMs = Math.min(retryCapMs, firstRetryMs * 2 ** Math.min(this.#failures - 1, 8));
    if (this.#isWanted) this.#later(delayMs, () => this.#start());
  }

  #restart(): void {
    this.#transcoder?.stop();
    this.#transcoder = undefined;
    this.#start();
  }

  #stop(): void {
    this.#cancelTimer();
    this.#transcoder?.stop();
    this.#transcoder = undefined;
    this.#failures = 0;
    this.#note(undefined);
  }

  #note(trouble: LaneTrouble | undefined): void {
    if (this.#trouble === trouble) return;
    this.#trouble = trouble;
    this.#options.onChange();
  }

  #later(delayMs: number, run: () => void): void {
    this.#cancelTimer();
    this.#cancelTimer = this.#options.timers.after(delayMs, run);
  }
}
