import { AccessUnit } from '../h264/access-unit.ts';
import type { Depacketiser } from '../h264/depacketiser.ts';
import type { RtpPacketView } from '../rtp/rtp-packet.ts';
import { h265HeaderBytes, h265NalType, isH265KeyframeType, isH265PictureType, typeOfH265 } from './nal.ts';

const typesOfH265 = {
  isPicture: (firstOctet: number) => isH265PictureType(typeOfH265(firstOctet)),
  isKeyframe: (firstOctet: number) => isH265KeyframeType(typeOfH265(firstOctet)),
};

/**
 * Gathers the packets of RFC 7798 (single NAL unit, aggregation, fragmentation; no DONL) into pictures. A picture ends at its
 * marker, at a change of timestamp and at a slice segment that begins another. `onAccessUnit` gets the same object every time.
 */
export function createH265Depacketiser(onAccessUnit: (unit: AccessUnit) => void): Depacketiser {
  return new H265Depacketiser(onAccessUnit);
}

class H265Depacketiser implements Depacketiser {
  readonly #onAccessUnit: (unit: AccessUnit) => void;
  readonly #unit = new AccessUnit(typesOfH265);
  #fragmentStart: number | undefined;
  #timestamp = 0;
  #arrivalMs = 0;

  constructor(onAccessUnit: (unit: AccessUnit) => void) {
    this.#onAccessUnit = onAccessUnit;
  }

  push(bytes: Buffer, packet: RtpPacketView, at: { arrivalMs: number; isAfterGap: boolean }): void {
    const { payloadStart: start, payloadEnd: end } = packet;
    const isOther = !this.#unit.isEmpty && packet.timestamp !== this.#unit.timestamp;
    this.#timestamp = packet.timestamp;
    this.#arrivalMs = at.arrivalMs;
    if (at.isAfterGap || isOther) this.#abandonFragment();
    if (at.isAfterGap && !this.#unit.isEmpty) this.#unit.isDamaged = true;
    if (isOther && (this.#unit.hasPicture || this.#unit.isDamaged)) this.#emit();
    // Parameter sets that came before under a time of their own belong to the picture that follows.
    if (isOther || this.#unit.isEmpty) this.#stamp();
    // What the lost packets held is unknown: the picture that begins here may lack its first slice.
    if (at.isAfterGap) this.#unit.isDamaged = true;
    this.#takePayload(bytes, start, end);
    if (!packet.marker) return;
    this.#abandonFragment();
    if (this.#unit.hasPicture || this.#unit.isDamaged) this.#emit();
  }

  #takePayload(bytes: Buffer, start: number, end: number): void {
    const first = bytes[start] ?? 0;
    const type = typeOfH265(first);
    if (end - start <= h265HeaderBytes || (first & 0x80) !== 0 || type >= h265NalType.paci) {
      this.#unit.isDamaged = true;
    } else if (type === h265NalType.fragment) this.#takeFragment(bytes, start, end);
    else if (type === h265NalType.aggregate) this.#takeAggregate(bytes, start + h265HeaderBytes, end);
    else this.#takeWhole(bytes, start, end);
  }

  #takeAggregate(bytes: Buffer, start: number, end: number): void {
    let at = start;
    while (at + 2 < end) {
      const length = bytes.readUInt16BE(at);
      if (length <= h265HeaderBytes || at + 2 + length > end) break;
      this.#takeWhole(bytes, at + 2, at + 2 + length);
      at += 2 + length;
    }
    if (at !== end) this.#unit.isDamaged = true;
  }

  #takeWhole(bytes: Buffer, start: number, end: number): void {
    this.#abandonFragment();
    this.#begin(bytes[start] ?? 0, bytes[start + h265HeaderBytes] ?? 0);
    const from = this.#unit.length;
    this.#unit.append(bytes, start, end);
    this.#unit.addNal(from, this.#unit.length);
  }

  #takeFragment(bytes: Buffer, start: number, end: number): void {
    const fuHeader = bytes[start + 2] ?? 0;
    const nalHeader = ((bytes[start] ?? 0) & 0x81) | ((fuHeader & 0x3f) << 1);
    if (end - start < 4) {
      this.#unit.isDamaged = true;
      return;
    }
    if ((fuHeader & 0x80) !== 0) {
      this.#abandonFragment();
      this.#begin(nalHeader, bytes[start + 3] ?? 0);
      this.#fragmentStart = this.#unit.length;
      this.#unit.appendOctet(nalHeader);
      this.#unit.appendOctet(bytes[start + 1] ?? 0);
    } else if (this.#fragmentStart === undefined) {
      this.#unit.note(nalHeader);
      this.#unit.isDamaged = true;
      return;
    }
    this.#unit.append(bytes, start + 3, end);
    if ((fuHeader & 0x40) === 0) return;
    this.#unit.addNal(this.#fragmentStart ?? this.#unit.length, this.#unit.length);
    this.#fragmentStart = undefined;
  }

  /** `first_slice_segment_in_pic_flag` is the first bit after the header. */
  #begin(header: number, next: number): void {
    const isSlice = isH265PictureType(typeOfH265(header));
    if (this.#unit.hasPicture && isSlice && (next & 0x80) !== 0) this.#emit();
    this.#unit.note(header);
  }

  #abandonFragment(): void {
    if (this.#fragmentStart === undefined) return;
    this.#unit.truncate(this.#fragmentStart);
    this.#fragmentStart = undefined;
    this.#unit.isDamaged = true;
  }

  #emit(): void {
    this.#onAccessUnit(this.#unit);
    this.#unit.clear();
    this.#stamp();
  }

  #stamp(): void {
    this.#unit.timestamp = this.#timestamp;
    this.#unit.arrivalMs = this.#arrivalMs;
  }

  restart(): void {
    this.#unit.clear();
    this.#fragmentStart = undefined;
  }
}
