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
  const unit = new AccessUnit();
  let fragmentStart: number | undefined;
  let ignoresMarkers = false;
  let markedTimestamp: number | undefined;
  let expectsFirstSlice = false;
  let arrivalMs = 0;
  let timestamp = 0;

  const addPiece = (start: number, end: number): void => {
    unit.note(unit.bytes[start] ?? 0);
    unit.addNal(start, end);
  };

  function push(bytes: Buffer, packet: RtpPacketView, at: { arrivalMs: number; isAfterGap: boolean }): void {
    const { payloadStart, payloadEnd } = packet;
    arrivalMs = at.arrivalMs;
    timestamp = packet.timestamp;
    if (at.isAfterGap) noteGap();
    if (unit.isEmpty) stampUnit();
    else if (timestamp !== unit.timestamp) changeTimestamp();
    if (payloadEnd - payloadStart >= 1) takePayload(bytes, payloadStart, payloadEnd);
    if (packet.marker && !ignoresMarkers) takeMarker();
  }

  function takePayload(bytes: Buffer, start: number, end: number): void {
    const first = bytes[start] ?? 0;
    const type = typeOf(first);
    if ((first & 0x80) !== 0) unit.isDamaged = true;
    else if (type === nalType.fuA) takeFragment(bytes, start, end);
    else if (type === nalType.stapA) takeAggregate(bytes, start + 1, end);
    // STAP-B, MTAP and FU-B belong to the interleaved mode, which no camera was asked for.
    else if (type > nalType.stapA) unit.isDamaged = true;
    else takeWhole(bytes, start, end);
  }

  function takeWhole(bytes: Buffer, start: number, end: number): void {
    abandonFragment();
    beginNal(bytes[start] ?? 0, bytes[start + 1] ?? 0);
    const from = unit.length;
    unit.append(bytes, start, end);
    finishNal(from);
  }

  function takeAggregate(bytes: Buffer, start: number, end: number): void {
    let at = start;
    while (at + 2 < end) {
      const length = bytes.readUInt16BE(at);
      if (length === 0 || at + 2 + length > end) {
        unit.isDamaged = true;
        return;
      }
      takeWhole(bytes, at + 2, at + 2 + length);
      at += 2 + length;
    }
    if (at !== end) unit.isDamaged = true;
  }

  function takeFragment(bytes: Buffer, start: number, end: number): void {
    const fuHeader = bytes[start + 1] ?? 0;
    const nalHeader = ((bytes[start] ?? 0) & 0xe0) | typeOf(fuHeader);
    if (end - start < 3) {
      unit.isDamaged = true;
      return;
    }
    if ((fuHeader & 0x80) !== 0) {
      abandonFragment();
      beginNal(nalHeader, bytes[start + 2] ?? 0);
      fragmentStart = unit.length;
      unit.appendOctet(nalHeader);
    } else if (fragmentStart === undefined) {
      // Its start is lost: the type is still told, so that a lost IDR is known as one.
      unit.note(nalHeader);
      unit.isDamaged = true;
      return;
    }
    unit.append(bytes, start + 2, end);
    if ((fuHeader & 0x40) !== 0) {
      const from = fragmentStart ?? unit.length;
      fragmentStart = undefined;
      finishNal(from);
    }
  }

  /** Decides whether the NAL unit that begins belongs to the picture gathered so far. */
  function beginNal(header: number, next: number): void {
    const type = typeOf(header);
    const isSlice = isPictureType(type);
    const startsPicture = isSlice && isFirstSlice(next) && type !== 3 && type !== 4;
    if (unit.hasPicture && (opensAccessUnit(type) || startsPicture)) emit();
    if (isSlice && !startsPicture && !unit.hasPicture) {
      // The picture's first slice is missing: lost, or sent away by a marker that came too early.
      if (markedTimestamp === timestamp) ignoresMarkers = true;
      if (ignoresMarkers || expectsFirstSlice) unit.isDamaged = true;
    }
    if (isSlice) expectsFirstSlice = false;
    unit.note(header);
  }

  function finishNal(from: number): void {
    splitAnnexB(unit.bytes, { start: from, end: unit.length }, addPiece);
  }

  function takeMarker(): void {
    if (fragmentStart !== undefined) abandonFragment();
    if (!unit.hasPicture) return;
    emit();
    markedTimestamp = timestamp;
  }

  /** What was gathered may have lost its end, and what comes its beginning. */
  function noteGap(): void {
    abandonFragment();
    if (!unit.isEmpty) unit.isDamaged = true;
    expectsFirstSlice = true;
  }

  function changeTimestamp(): void {
    abandonFragment();
    if (unit.hasPicture || unit.isDamaged) emit();
    stampUnit();
  }

  function abandonFragment(): void {
    if (fragmentStart === undefined) return;
    unit.truncate(fragmentStart);
    fragmentStart = undefined;
    unit.isDamaged = true;
  }

  function stampUnit(): void {
    unit.timestamp = timestamp;
    unit.arrivalMs = arrivalMs;
  }

  function emit(): void {
    onAccessUnit(unit);
    unit.clear();
    markedTimestamp = undefined;
    stampUnit();
  }

  function restart(): void {
    unit.clear();
    fragmentStart = undefined;
    markedTimestamp = undefined;
    expectsFirstSlice = false;
  }

  return { push, restart };
}
