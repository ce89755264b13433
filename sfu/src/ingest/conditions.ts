import type { IngestCondition } from './ingest-state.ts';

export interface Conditions {
  /** A camera session began. */
  begin(nowMs: number): void;
  noteDamage(nowMs: number): void;
  noteBackwardFrame(nowMs: number): void;
  /** `reorderFrames` as the camera's SPS states it. */
  noteReordering(reorderFrames: number | undefined): void;
  /** `cameraAheadMs`: the camera's clock minus the machine's. */
  noteSenderReport(cameraAheadMs: number): void;
  /** Whether its pictures really come out of order; a parameter set that only allows for it does not count. */
  hasBFrames(nowMs: number): boolean;
  current(nowMs: number): IngestCondition[];
  clockOffsetMs(): number | undefined;
}

const damageShownMs = 10_000;
const reportPatienceMs = 15_000;
const clockToleranceMs = 5_000;
const backwardWindowMs = 10_000;
/** One repeated or stepping timestamp is a hiccup (MediaMTX forgives it as well), three are B-frames. */
const backwardLimit = 3;

/** Gathers what is wrong with a camera whose picture is shown. All times are monotonic. */
export function createConditions(): Conditions {
  let begunMs = 0;
  let damagedMs = -Infinity;
  let backwardMs: number[] = [];
  let reorders = false;
  let offsetMs: number | undefined;

  function begin(nowMs: number): void {
    begunMs = nowMs;
    offsetMs = undefined;
    backwardMs = [];
    reorders = false;
  }

  function noteBackwardFrame(nowMs: number): void {
    backwardMs.push(nowMs);
    if (backwardMs.length > backwardLimit) backwardMs.shift();
  }

  function hasBFrames(nowMs: number): boolean {
    return backwardMs.length >= backwardLimit && nowMs - (backwardMs[0] ?? 0) < backwardWindowMs;
  }

  function current(nowMs: number): IngestCondition[] {
    const found: IngestCondition[] = [];
    if (reorders || hasBFrames(nowMs)) found.push('b_frames');
    if (offsetMs === undefined && nowMs - begunMs > reportPatienceMs) found.push('no_sender_reports');
    if (offsetMs !== undefined && Math.abs(offsetMs) > clockToleranceMs) found.push('clock_off');
    if (nowMs - damagedMs < damageShownMs) found.push('damaged_units');
    return found;
  }

  return {
    begin,
    noteDamage: (nowMs) => (damagedMs = nowMs),
    noteBackwardFrame,
    noteReordering: (reorderFrames) => (reorders = (reorderFrames ?? 0) > 0),
    noteSenderReport: (cameraAheadMs) => (offsetMs = cameraAheadMs),
    hasBFrames,
    current,
    clockOffsetMs: () => offsetMs,
  };
}
