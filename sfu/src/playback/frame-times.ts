import { readPacketTime } from './recorded-time.ts';
import type { PlayFrom, RecordedFrame } from './recorded-frame.ts';

type Timed = Omit<RecordedFrame, 'rtpTimestamp'>;

/** A picture's packets come together; a transcoder holds some pictures back. */
const keptStamps = 16;
const keptPictures = 256;

/**
 * When each picture was recorded: by the recorder's own stamp where its packets bear one, else reckoned from the moment that
 * PLAY began with, at the speed at which the recorder plays.
 */
export class FrameTimes {
  readonly #stamps = new Map<number, number>();
  #pictures: { readonly arrivalMs: number; readonly time: Timed }[] = [];
  #from: PlayFrom;
  #firstArrivalMs: number | undefined;

  constructor(from: PlayFrom) {
    this.#from = from;
  }

  /** The recorder has begun anew, from here on. */
  begin(from: PlayFrom): void {
    this.#from = from;
    this.#firstArrivalMs = undefined;
    this.#stamps.clear();
  }

  /** A packet in `bytes[start, end)`, before its picture is whole. */
  note(bytes: Buffer, range: { readonly start: number; readonly end: number }): void {
    const time = readPacketTime(bytes, range);
    if (time === undefined) return;
    this.#stamps.delete(time.timestamp);
    this.#stamps.set(time.timestamp, time.recordedMs);
    const [oldest] = this.#stamps.keys();
    if (this.#stamps.size > keptStamps && oldest !== undefined) this.#stamps.delete(oldest);
  }

  /** The picture is whole: when it was recorded. */
  take(unit: { readonly timestamp: number; readonly arrivalMs: number }): number {
    this.#firstArrivalMs ??= unit.arrivalMs;
    const stamped = this.#stamps.get(unit.timestamp);
    const { atMs, speed } = this.#from;
    const recordedMs = stamped ?? atMs + (unit.arrivalMs - this.#firstArrivalMs) * speed;
    const time = { recordedMs, speed, isExact: stamped !== undefined };
    this.#pictures.push({ arrivalMs: unit.arrivalMs, time });
    if (this.#pictures.length > keptPictures) this.#pictures = this.#pictures.slice(-keptPictures / 2);
    return recordedMs;
  }

  /** Of a picture that is sent now, by when it arrived: of those that came in one piece the newest, which is the one in hand. */
  ofSent(arrivalMs: number): Timed {
    const found = this.#pictures.findLast((each) => each.arrivalMs <= arrivalMs + 0.5) ?? this.#pictures[0];
    return found?.time ?? { recordedMs: this.#from.atMs, speed: this.#from.speed, isExact: false };
  }
}
