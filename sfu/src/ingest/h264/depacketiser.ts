import type { RtpPacketView } from '../rtp/rtp-packet.ts';
import { AccessUnit } from './access-unit.ts';
import { splitAnnexB } from './annex-b.ts';
import { isFirstSlice, isPictureType, nalType, opensAccessUnit, typeOf } from './nal.ts';

export interface Depacketiser {
  /** `isAfterGap`: packets are missing before this one. Keeps no reference to `bytes`. */
  push(
    bytes: Buffer,
    packet: RtpPacketView,
    at: { readonly arrivalMs: number; readonly isAfterGap: boolean },
  ): void;
  /** The camera's stream began anew: what was gathered cannot be completed. Its quirks stay known. */
  restart(): void;
}

/**
 * Gathers the packets of RFC 6184 (single NAL unit, STAP-A, FU-A) into pictures.
 *
 * A picture ends at its marker; at a change of timestamp; at a NAL unit that can only stand before a picture; and at
 * a slice that begins a picture, for cameras that set the marker wrongly or never. NAL units that come without a
 * picture (parameter sets or SEI with a marker of their own: Tapo, Reolink) wait for the picture that they precede.
 * A marker in the middle of a picture is seen once, by the slice that follows it; from then on markers are ignored.
 *
 * `onAccessUnit` gets the same object every time: it is cleared when the call returns.
 */
export function createDepacketiser(onAccessUnit: (unit: AccessUnit) => void): Depacketiser {
  return new H264Depacketiser(onAccessUnit);
}

class H264Depacketiser implements Depacketiser {
  readonly #onAccessUnit: (unit: AccessUnit) => void;
  readonly #unit = new AccessUnit();
  #fragmentStart: number | undefined;
  #ignoresMarkers = false;
  #markedTimestamp: number | undefined;
  #expectsFirstSlice = false;
  #arrivalMs = 0;
  #timestamp = 0;

  readonly #addPiece = (start: number, end: number): void => {
    this.#unit.note(this.#unit.bytes[start] ?? 0);
    this.#unit.addNal(start, end);
  };

  constructor(onAccessUnit: (unit: AccessUnit) => void) {
    this.#onAccessUnit = onAccessUnit;
  }

  push(bytes: Buffer, packet: RtpPacketView, at: { arrivalMs: number; isAfterGap: boolean }): void {
    const { payloadStart, payloadEnd } = packet;
    this.#arrivalMs = at.arrivalMs;
    this.#timestamp = packet.timestamp;
    if (at.isAfterGap) this.#noteGap();
    if (this.#unit.isEmpty) this.#stampUnit();
    else if (this.#timestamp !== this.#unit.timestamp) this.#changeTimestamp();
    if (payloadEnd - payloadStart >= 1) this.#takePayload(bytes, payloadStart, payloadEnd);
    if (packet.marker && !this.#ignoresMarkers) this.#takeMarker();
  }

  #takePayload(bytes: Buffer, start: number, end: number): void {
    const first = bytes[start] ?? 0;
    const type = typeOf(first);
    if ((first & 0x80) !== 0) this.#unit.isDamaged = true;
    else if (type === nalType.fuA) this.#takeFragment(bytes, start, end);
    else if (type === nalType.stapA) this.#takeAggregate(bytes, start + 1, end);
    // STAP-B, MTAP and FU-B belong to the interleaved mode, which no camera was asked for.
    else if (type > nalType.stapA) this.#unit.isDamaged = true;
    else this.#takeWhole(bytes, start, end);
  }

  #takeWhole(bytes: Buffer, start: number, end: number): void {
    this.#abandonFragment();
    this.#beginNal(bytes[start] ?? 0, bytes[start + 1] ?? 0);
    const from = this.#unit.length;
    this.#unit.append(bytes, start, end);
    this.#finishNal(from);
  }

  #takeAggregate(bytes: Buffer, start: number, end: number): void {
    let at = start;
    while (at + 2 < end) {
      const length = bytes.readUInt16BE(at);
      if (length === 0 || at + 2 + length > end) {
        this.#unit.isDamaged = true;
        return;
      }
      this.#takeWhole(bytes, at + 2, at + 2 + length);
      at += 2 + length;
    }
    if (at !== end) this.#unit.isDamaged = true;
  }

  #takeFragment(bytes: Buffer, start: number, end: number): void {
    const fuHeader = bytes[start + 1] ?? 0;
    const nalHeader = ((bytes[start] ?? 0) & 0xe0) | typeOf(fuHeader);
    if (end - start < 3) {
      this.#unit.isDamaged = true;
      return;
    }
    if ((fuHeader & 0x80) !== 0) {
      this.#abandonFragment();
      this.#beginNal(nalHeader, bytes[start + 2] ?? 0);
      this.#fragmentStart = this.#unit.length;
      this.#unit.appendOctet(nalHeader);
    } else if (this.#fragmentStart === undefined) {
      // Its start is lost: the type is still told, so that a lost IDR is known as one.
      this.#unit.note(nalHeader);
      this.#unit.isDamaged = true;
      return;
    }
    this.#unit.append(bytes, start + 2, end);
    if ((fuHeader & 0x40) !== 0) {
      const from = this.#fragmentStart ?? this.#unit.length;
      this.#fragmentStart = undefined;
      this.#finishNal(from);
    }
  }

  /** Decides whether the NAL unit that begins belongs to the picture gathered so far. */
  #beginNal(header: number, next: number): void {
    const type = typeOf(header);
    const isSlice = isPictureType(type);
    const startsPicture = isSlice && isFirstSlice(next) && type !== 3 && type !== 4;
    if (this.#unit.hasPicture && (opensAccessUnit(type) || startsPicture)) this.#emit();
    if (isSlice && !startsPicture && !this.#unit.hasPicture) {
      // The picture's first slice is missing: lost, or sent away by a marker that came too early.
      if (this.#markedTimestamp === this.#timestamp) this.#ignoresMarkers = true;
      if (this.#ignoresMarkers || this.#expectsFirstSlice) this.#unit.isDamaged = true;
    }
    if (isSlice) this.#expectsFirstSlice = false;
    this.#unit.note(header);
  }

  #finishNal(from: number): void {
    splitAnnexB(this.#unit.bytes, { start: from, end: this.#unit.length }, this.#addPiece);
  }

  #takeMarker(): void {
    if (this.#fragmentStart !== undefined) this.#abandonFragment();
    if (!this.#unit.hasPicture) return;
    this.#emit();
    this.#markedTimestamp = this.#timestamp;
  }

  /** What was gathered may have lost its end, and what comes its beginning. */
  #noteGap(): void {
    this.#abandonFragment();
    if (!this.#unit.isEmpty) this.#unit.isDamaged = true;
    this.#expectsFirstSlice = true;
  }

  #changeTimestamp(): void {
    this.#abandonFragment();
    if (this.#unit.hasPicture || this.#unit.isDamaged) this.#emit();
    this.#stampUnit();
  }

  #abandonFragment(): void {
    if (this.#fragmentStart === undefined) return;
    this.#unit.truncate(this.#fragmentStart);
    this.#fragmentStart = undefined;
    this.#unit.isDamaged = true;
  }

  #stampUnit(): void {
    this.#unit.timestamp = this.#timestamp;
    this.#unit.arrivalMs = this.#arrivalMs;
  }

  #emit(): void {
    this.#onAccessUnit(this.#unit);
    this.#unit.clear();
    this.#markedTimestamp = undefined;
    this.#stampUnit();
  }

  restart(): void {
    this.#unit.clear();
    this.#fragmentStart = undefined;
    this.#markedTimestamp = undefined;
    this.#expectsFirstSlice = false;
  }
}
