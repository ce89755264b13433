import type { Clock, Timers } from '@truc/base';
import type { CameraId, CameraState, PictureTrouble } from '@truc/media/signalling';
import { CameraJudge } from '@truc/sfu/picture-health';
import type { Logger } from 'pino';
import type { SourceKeyframe } from '../ingest/index.ts';
import { decodeKeyframes } from './decode-keyframes.ts';
import { KeyframeQueue } from './keyframe-queue.ts';
import type { Batch } from './keyframe-queue.ts';
import type { PictureMemory } from './picture-memory.ts';

/** A camera as the watch sees it. */
export type WatchedRoom = {
  readonly camera: CameraId;
  readonly state: CameraState;
  wantKeyframe(): void;
  noteSight(change: { readonly shows: PictureTrouble | null }): void;
};

export type PictureWatchOptions = {
  readonly rooms: () => readonly WatchedRoom[];
  /** Whether people turn this camera: then no view is its own. */
  readonly isTurned: (camera: CameraId) => boolean;
  readonly memory: Pick<PictureMemory, 'known' | 'write'>;
  /** From one picture of a camera to the next; 0 switches all of it off. */
  readonly everyMs: number;
  readonly program?: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
};

const standardProgram = '/usr/bin/ffmpeg';
/** Starting the program costs as much as twenty pictures: each camera's turn comes with a quarter of all. */
const turns = 4;
const decodeTimeoutMs = 15_000;
const rememberEveryMs = 600_000;

/**
 * Examines one keyframe of each camera at an interval: decoded small by one program of low priority at a time, judged, and
 * told to the camera's room when what it shows has changed. Under load the interval grows, and nothing else waits.
 */
export class PictureWatch {
  readonly #options: PictureWatchOptions;
  readonly #queue = new KeyframeQueue();
  readonly #judges = new Map<CameraId, CameraJudge>();
  readonly #asked = new Set<CameraId>();
  #turn = 0;
  #isDecoding = false;
  #rememberedAt: number;
  #cancel = () => {};
  #closed = false;
  /** Pictures judged, and keyframes that could not be decoded, since the start. */
  judged = 0;
  undecoded = 0;

  constructor(options: PictureWatchOptions) {
    this.#options = options;
    this.#rememberedAt = options.clock.monotonic();
  }

  start(): void {
    if (this.#options.everyMs > 0) this.#plan();
  }

  /** One that the watch has asked for. */
  handleKeyframe(camera: CameraId, keyframe: SourceKeyframe): void {
    if (this.#closed || !this.#asked.delete(camera)) return;
    this.#queue.add(camera, keyframe);
  }

  /** What was found is right by a person's word: the camera's view is learned anew. */
  forget(camera: CameraId): void {
    this.#judges.set(camera, new CameraJudge());
    this.#options
      .rooms()
      .find((room) => room.camera === camera)
      ?.noteSight({ shows: null });
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#remember();
  }

  #plan(): void {
    this.#cancel = this.#options.timers.after(this.#options.everyMs / turns, () => {
      this.#ask();
      void this.#decodeAll();
      if (this.#options.clock.monotonic() - this.#rememberedAt >= rememberEveryMs) void this.#remember();
      this.#plan();
    });
  }

  #ask(): void {
    const rooms = this.#options.rooms();
    this.#turn = (this.#turn + 1) % turns;
    rooms.forEach((room, at) => {
      if (at % turns !== this.#turn || room.state.state !== 'live') return;
      this.#asked.add(room.camera);
      room.wantKeyframe();
    });
    const known = new Set(rooms.map(({ camera }) => camera));
    for (const camera of this.#judges.keys()) {
      if (known.has(camera)) continue;
      this.#judges.delete(camera);
      this.#queue.forget(camera);
    }
  }

  async #decodeAll(): Promise<void> {
    if (this.#isDecoding) return;
    this.#isDecoding = true;
    try {
      for (let batch = this.#queue.take(); batch !== undefined; batch = this.#queue.take())
        await this.#decode(batch);
    } finally {
      this.#isDecoding = false;
    }
  }

  async #decode({ codec, waiting }: Batch): Promise<void> {
    const { program = standardProgram, timers, log } = this.#options;
    const keyframes = waiting.map(({ annexB }) => annexB);
    const decoded = await decodeKeyframes({ program, codec, keyframes, timers, timeoutMs: decodeTimeoutMs });
    if (this.#closed) return;
    const missing = waiting.filter((_, at) => decoded.pictures[at] === undefined).map(({ camera }) => camera);
    this.undecoded += missing.length;
    if (!decoded.isComplete) {
      // One of them ended it: whose it was shows when each is alone.
      this.#queue.suspect(missing);
      log.warn({ codec, missing: missing.length }, 'pictures could not be decoded to be examined');
    }
    for (const [at, { camera }] of waiting.entries()) {
      const picture = decoded.pictures[at];
      if (picture === undefined) continue;
      if (decoded.isComplete) this.#queue.clear(camera);
      this.#judge(camera, picture);
    }
  }

  #judge(camera: CameraId, picture: Parameters<CameraJudge['take']>[0]): void {
    const room = this.#options.rooms().find((each) => each.camera === camera);
    if (room === undefined) return;
    const isTurned = this.#options.isTurned(camera);
    const shows = this.#judgeOf(camera).take(picture, { isTurned });
    this.judged += 1;
    room.noteSight({ shows });
  }

  #judgeOf(camera: CameraId): CameraJudge {
    const known = this.#judges.get(camera);
    if (known !== undefined) return known;
    const judge = new CameraJudge(this.#options.memory.known.get(camera));
    this.#judges.set(camera, judge);
    return judge;
  }

  #remember(): Promise<void> {
    this.#rememberedAt = this.#options.clock.monotonic();
    const all = new Map([...this.#judges].map(([camera, { references }]) => [camera, references]));
    return all.size === 0 ? Promise.resolve() : this.#options.memory.write(all);
  }
}
