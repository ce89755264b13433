import { AccessUnit, maxAccessUnitBytes } from '../h264/access-unit.ts';

export type FlvHandlers = {
  /** `unit.timestamp` is in ms of the stream. The same object every time. */
  onPicture(unit: AccessUnit): void;
  /** What comes is no FLV of H.264, or too large; called once. */
  onError(): void;
};

export interface FlvReader {
  push(chunk: Buffer): void;
}

const fileHeadBytes = 9 + 4;
const tagHeadBytes = 11;
const backPointerBytes = 4;
const videoTag = 9;
const avc = 7;

/** Reads H.264 pictures out of an FLV stream: each tag says its length, so a picture is whole as soon as it is there. */
export function createFlvReader(handlers: FlvHandlers): FlvReader {
  return new H264FlvReader(handlers);
}

class H264FlvReader implements FlvReader {
  readonly #handlers: FlvHandlers;
  readonly #unit = new AccessUnit();
  #kept: Buffer = Buffer.alloc(0);
  #hasHead = false;
  #failed = false;
  #sets: readonly Buffer[] = [];

  constructor(handlers: FlvHandlers) {
    this.#handlers = handlers;
  }

  push(chunk: Buffer): void {
    if (this.#failed) return;
    const bytes = this.#kept.length === 0 ? chunk : Buffer.concat([this.#kept, chunk]);
    let at = this.#hasHead ? 0 : this.#takeHead(bytes);
    while (this.#hasHead && at + tagHeadBytes <= bytes.length) {
      const length = bytes.readUIntBE(at + 1, 3);
      if (length > maxAccessUnitBytes) return this.#fail();
      const end = at + tagHeadBytes + length;
      if (end + backPointerBytes > bytes.length) break;
      if (bytes[at] === videoTag && !this.#takeVideo(bytes, at, end)) return this.#fail();
      at = end + backPointerBytes;
    }
    this.#kept = Buffer.from(bytes.subarray(at));
  }

  #takeHead(bytes: Buffer): number {
    if (bytes.length < fileHeadBytes) return 0;
    if (bytes.toString('latin1', 0, 3) !== 'FLV') this.#fail();
    else this.#hasHead = true;
    return fileHeadBytes;
  }

  #takeVideo(bytes: Buffer, at: number, end: number): boolean {
    const start = at + tagHeadBytes;
    if (end - start < 5) return true;
    if (((bytes[start] ?? 0) & 0x0f) !== avc) return false;
    const kind = bytes[start + 1];
    if (kind === 0) return this.#takeSets(bytes.subarray(start + 5, end));
    if (kind !== 1) return true;
    const timeMs = bytes.readUIntBE(at + 4, 3) + (bytes[at + 7] ?? 0) * 2 ** 24;
    return this.#takePicture(bytes.subarray(start + 5, end), timeMs);
  }

  /** The decoder configuration record of ISO/IEC 14496-15: SPS and PPS, sent before the first picture. */
  #takeSets(record: Buffer): boolean {
    const sets: Buffer[] = [];
    let at = 5;
    for (const mask of [0x1f, 0xff]) {
      const count = (record[at] ?? 0) & mask;
      at += 1;
      for (let index = 0; index < count; index += 1) {
        if (at + 2 > record.length) return false;
        const length = record.readUInt16BE(at);
        sets.push(Buffer.from(record.subarray(at + 2, at + 2 + length)));
        at += 2 + length;
      }
    }
    this.#sets = sets;
    return at <= record.length;
  }

  #takePicture(body: Buffer, timeMs: number): boolean {
    const unit = this.#unit;
    unit.clear();
    unit.timestamp = timeMs;
    for (const set of this.#sets) this.#append(set);
    for (let at = 0; at < body.length;) {
      const length = at + 4 > body.length ? Infinity : body.readUInt32BE(at);
      if (at + 4 + length > body.length) return false;
      this.#append(body.subarray(at + 4, at + 4 + length));
      at += 4 + length;
    }
    if (unit.hasPicture && !unit.isDamaged) this.#handlers.onPicture(unit);
    return true;
  }

  #append(nal: Buffer): void {
    const from = this.#unit.length;
    this.#unit.note(nal[0] ?? 0);
    this.#unit.append(nal, 0, nal.length);
    this.#unit.addNal(from, this.#unit.length);
  }

  #fail(): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#kept = Buffer.alloc(0);
    this.#handlers.onError();
  }
}
