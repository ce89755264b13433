/** When a frame whose RTP timestamp stands there entered the ingest, in ms since 1970: what the SFU tells about once a second. */
export type ClockFact = { readonly rtpTimestamp: number; readonly wallMs: number };

export type ArrivalOf = (rtpTimestamp: number) => Arrival | null;
/** `isExact`: told of this very frame, not reckoned from its neighbours. */
export type Arrival = { readonly wallMs: number; readonly isExact: boolean };

const timestampRange = 2 ** 32;

/** Looks frames up among the facts: exact where one is of that frame, else on the line between the two around it. */
export function arrivalsFrom(facts: readonly ClockFact[]): ArrivalOf {
  const [first] = facts;
  if (first === undefined) return () => null;
  const line = facts
    .map(({ rtpTimestamp, wallMs }) => ({ at: distance(first.rtpTimestamp, rtpTimestamp), wallMs }))
    .sort((a, b) => a.at - b.at);
  return (rtpTimestamp) => {
    const at = distance(first.rtpTimestamp, rtpTimestamp);
    const after = line.findIndex((fact) => fact.at >= at);
    const next = line[after];
    if (next === undefined) return null;
    if (next.at === at) return { wallMs: next.wallMs, isExact: true };
    const previous = line[after - 1];
    if (previous === undefined) return null;
    const share = (at - previous.at) / (next.at - previous.at);
    return { wallMs: previous.wallMs + share * (next.wallMs - previous.wallMs), isExact: false };
  };
}

/** From one RTP timestamp to another: 32 bits that wrap, so at most half of their range either way. */
function distance(from: number, to: number): number {
  const ahead = (((to - from) % timestampRange) + timestampRange) % timestampRange;
  return ahead >= timestampRange / 2 ? ahead - timestampRange : ahead;
}
