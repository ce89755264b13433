/** When something was written and when it was received, as every screen says it. */

/** From this on a fact carries the badge "late": both times are shown. */
export const lateAfterMs = 2 * 60_000;
/** From this on it is said what the device's own clock showed. */
const clockNoteFromMs = 60_000;

export type FactTimes = {
  /** In ms: the device's clock put right by what it knew of the server's. */
  readonly writtenAt: number;
  /** What the device's own clock said, when that differs by a minute or more. */
  readonly deviceClockAt: number | null;
  /** When the server received it, said only if that was later by more than two minutes. */
  readonly lateAt: number | null;
  readonly lateByMs: number | null;
};

/** `recvAt` is null while the fact is not on the server. */
export function factTimes(
  header: { readonly wall: number; readonly off: number | null },
  recvAt: number | null,
): FactTimes {
  const off = header.off ?? 0;
  const writtenAt = header.wall + off;
  const isLate = recvAt !== null && recvAt - writtenAt > lateAfterMs;
  return {
    writtenAt,
    deviceClockAt: Math.abs(off) >= clockNoteFromMs ? header.wall : null,
    lateAt: isLate ? recvAt : null,
    lateByMs: isLate ? recvAt - writtenAt : null,
  };
}
