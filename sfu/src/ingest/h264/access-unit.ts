import { isPictureType, nalType, typeOf } from './nal.ts';

/** A picture of 5 MB comes from no camera: it is a stream that lost its boundaries. */
export const maxAccessUnitBytes = 5 * 1024 * 1024;
const maxNals = 2048;
const firstCapacity = 64 * 1024;
/** A unit that grew past this gives its memory back, so that one large keyframe is not paid for ever. */
const keptCapacity = 1024 * 1024;

/** What the first octet of a NAL unit says about its picture. */
export type NalKinds = {
  isPicture(firstOctet: number): boolean;
  /** A decoder can start with it. */
  isKeyframe(firstOctet: number): boolean;
};

const kindsOfH264: NalKinds = {
  isPicture: (firstOctet) => isPictureType(typeOf(firstOctet)),
  isKeyframe: (firstOctet) => typeOf(firstOctet) === nalType.idrSlice,
};

/**
 * The NAL units of one picture, without start codes, in memory that is used again for the next one.
 * NAL unit `i` is `bytes[starts[i], ends[i])`.
 */
export class AccessUnit {
  bytes = Buffer.allocUnsafe(firstCapacity);
  length = 0;
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  /** The camera's RTP timestamp. */
  timestamp = 0;
  /** Monotonic ms at which the first packet came. */
  arrivalMs = 0;
  hasPicture = false;
  hasIdr = false;
  isDamaged = false;
  readonly #kinds: NalKinds;

  constructor(kinds: NalKinds = kindsOfH264) {
    this.#kinds = kinds;
  }

  get isEmpty(): boolean {
    return this.length === 0 && !this.isDamaged;
  }

  clear(): void {
    this.length = 0;
    this.starts.length = 0;
    this.ends.length = 0;
    this.hasPicture = false;
    this.hasIdr = false;
    this.isDamaged = false;
    if (this.bytes.length > keptCapacity) this.bytes = Buffer.allocUnsafe(firstCapacity);
  }

  /** Notes the type of a NAL unit that begins, also of one whose end may never come. */
  note(firstOctet: number): void {
    if (this.#kinds.isPicture(firstOctet)) this.hasPicture = true;
    if (this.#kinds.isKeyframe(firstOctet)) this.hasIdr = true;
  }

  appendOctet(octet: number): void {
    if (!this.reserve(1)) return;
    this.bytes[this.length] = octet;
    this.length += 1;
  }

  append(source: Buffer, start: number, end: number): void {
    if (!this.reserve(end - start)) return;
    source.copy(this.bytes, this.length, start, end);
    this.length += end - start;
  }

  /** Makes `bytes[start, end)`, which was appended before, a NAL unit. */
  addNal(start: number, end: number): void {
    if (end <= start) return;
    if (this.starts.length >= maxNals) {
      this.isDamaged = true;
      return;
    }
    this.starts.push(start);
    this.ends.push(end);
  }

  /** Forgets what was appended since `length` was this. */
  truncate(length: number): void {
    this.length = length;
  }

  private reserve(more: number): boolean {
    const needed = this.length + more;
    if (needed > maxAccessUnitBytes) {
      this.isDamaged = true;
      return false;
    }
    if (needed > this.bytes.length) {
      const larger = Buffer.allocUnsafe(
        Math.min(maxAccessUnitBytes, Math.max(needed, this.bytes.length * 2)),
      );
      this.bytes.copy(larger, 0, 0, this.length);
      this.bytes = larger;
    }
    return true;
  }
}
