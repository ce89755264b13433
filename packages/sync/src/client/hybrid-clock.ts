import type { OperationHeader } from '@truc/sync/protocol';

/** Orders cause before effect, whatever the wall clock says. Never chooses a winner and never blocks a write. */
export type HybridTime = OperationHeader['hlc'];

/** How far ahead of the server's time another device's value may be and still be believed. */
const believedAheadMs = 5 * 60_000;

export function nextHybridTime(last: HybridTime, wall: number): HybridTime {
  return wall > last.t ? { t: wall, c: 0 } : { t: last.t, c: last.c + 1 };
}

export function laterHybridTime(a: HybridTime, b: HybridTime): HybridTime {
  if (a.t !== b.t) return a.t > b.t ? a : b;
  return a.c >= b.c ? a : b;
}

/**
 * What readers take another device's value for: at most five minutes after the server received it. The header's octets are
 * hashed and cannot be put right; a device with a clock years ahead must not drag all others along.
 */
export function clampHybridTime(time: HybridTime, receivedAt: number): HybridTime {
  return time.t <= receivedAt + believedAheadMs ? time : { t: receivedAt + believedAheadMs, c: time.c };
}
