/** What the handovers of a post say of entries that come after them (`logbook/late.ts`) and of people's own time. */
import type { Handover } from '../logbook/late.ts';
import type { Shift, Watch } from './shift.ts';

/**
 * For each handover that was accepted: when, and what the snapshot says of the post's tablets. What the accepting tablet itself
 * had written before it lay before whoever accepted: it is never late.
 */
export function handoversOf({ shifts }: Watch): readonly Handover[] {
  return shifts.flatMap(({ signing }) =>
    (signing?.acceptances ?? []).map((accepted) => {
      const { dev, inst, n, at, recvAt } = accepted;
      const others = (signing?.prepared.snapshot.devices ?? []).filter(
        (one) => one.dev !== dev || one.inst !== inst,
      );
      return {
        acceptedAt: recvAt === null ? at : Math.min(at, recvAt),
        devices: [...others, { dev, inst, received: n, declared: n }],
      };
    }),
  );
}

/**
 * When the own time of what this person wrote at this moment ended: with his shift. Null while it goes on;
 * undefined where no shift of his is known.
 */
export function ownTimeEnd(
  { shifts }: Watch,
  { person, writtenAt }: { readonly person: string; readonly writtenAt: number },
): number | null | undefined {
  const his = shifts.filter(({ held }) => held.some(({ actor }) => actor === person));
  return his.find((shift) => isWithin(shift, writtenAt))?.until;
}

function isWithin({ from, until }: Shift, at: number): boolean {
  return from <= at && (until === null || at <= until);
}
