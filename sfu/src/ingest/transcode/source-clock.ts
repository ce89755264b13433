/** RTP's clock for video. */
const ticksPerMs = 90;
/** A camera whose times are further from their arrival has set its clock. */
const jumpMs = 1_000;
/** Of the distance to the arrival, taken back with each picture: a crystal that is off does not add up. */
const pull = 0.02;

export interface SourceClock {
  /** When a picture is to be shown, in monotonic ms: its arrival, with the camera's own spacing. */
  place(rtpTimestamp: number, arrivalMs: number): number;
}

/** Gives pictures times that a decoder can order them by: with B-frames, later pictures have earlier times. */
export function createSourceClock(): SourceClock {
  let anchor: { readonly rtpTimestamp: number; readonly ms: number } | undefined;
  let correctionMs = 0;
  let highestMs = -Infinity;

  function place(rtpTimestamp: number, arrivalMs: number): number {
    let ms = anchor === undefined ? NaN : anchor.ms + ((rtpTimestamp - anchor.rtpTimestamp) | 0) / ticksPerMs;
    ms += correctionMs;
    if (!(Math.abs(ms - arrivalMs) <= jumpMs)) {
      ms = Math.max(arrivalMs, highestMs + 1);
      anchor = { rtpTimestamp, ms };
      correctionMs = 0;
    } else {
      correctionMs -= (ms - arrivalMs) * pull;
    }
    highestMs = Math.max(highestMs, ms);
    return ms;
  }

  return { place };
}
