/** `next`: in order. `gap`: packets before this one are missing. `restart`: the camera counts anew. `old`: drop it. */
export type SequenceVerdict = 'next' | 'gap' | 'restart' | 'old';

export interface SequenceTracker {
  judge(sequence: number, ssrc: number): SequenceVerdict;
  /** For receiver reports: cycles and highest sequence number (RFC 3550, 6.4.1). */
  extendedHighest(): number;
  lost(): number;
}

const maxMisorder = 100;
const maxDropout = 3000;

/** Follows a camera's sequence numbers. Over TCP nothing is reordered: whatever is missing stays missing. */
export function createSequenceTracker(): SequenceTracker {
  let highest: number | undefined;
  let cycles = 0;
  let currentSsrc = 0;
  let lostPackets = 0;
  let oldInARow = 0;

  function judge(sequence: number, ssrc: number): SequenceVerdict {
    if (highest === undefined || ssrc !== currentSsrc) {
      const isFirst = highest === undefined;
      begin(sequence, ssrc);
      return isFirst ? 'next' : 'restart';
    }
    const ahead = (sequence - highest) & 0xffff;
    if (ahead === 0 || ahead > 0xffff - maxMisorder) {
      oldInARow += 1;
      // One late packet is a duplicate; a second one says that the camera went back.
      if (ahead === 0 || oldInARow < 2) return 'old';
      begin(sequence, ssrc);
      return 'restart';
    }
    oldInARow = 0;
    if (ahead > maxDropout) {
      begin(sequence, ssrc);
      return 'restart';
    }
    if (sequence < highest) cycles = (cycles + 1) & 0xffff;
    highest = sequence;
    lostPackets += ahead - 1;
    return ahead === 1 ? 'next' : 'gap';
  }

  function begin(sequence: number, ssrc: number): void {
    highest = sequence;
    currentSsrc = ssrc;
    cycles = 0;
    oldInARow = 0;
  }

  return {
    judge,
    extendedHighest: () => cycles * 0x1_0000 + (highest ?? 0),
    lost: () => lostPackets,
  };
}
