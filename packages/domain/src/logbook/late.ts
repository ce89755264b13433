/**
 * Written before a handover, received after it: such an entry is taken like any other, and says so (`accepted_late`).
 *
 * A handover names, for every device of the post, up to which of its operations the server had received (`received`) and up to
 * which the device had declared that it held some (`declared`). What lies between was written before, whatever any clock says.
 */
export type Handover = {
  readonly acceptedAt: number;
  readonly devices: readonly {
    readonly dev: string;
    readonly inst: number;
    readonly received: number;
    readonly declared: number;
  }[];
};

/** `writtenAt`: server time as the device estimated it, right within `err`; null when it never measured. */
export type Arrival = {
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
  readonly writtenAt: { readonly at: number; readonly err: number } | null;
  readonly receivedAt: number;
};

export function decideArrival(
  arrival: Arrival,
  handovers: readonly Handover[],
): 'accepted' | 'accepted_late' {
  return handovers.some((handover) => isLateFor(arrival, handover)) ? 'accepted_late' : 'accepted';
}

function isLateFor(
  { dev, inst, n, writtenAt, receivedAt }: Arrival,
  { acceptedAt, devices }: Handover,
): boolean {
  if (receivedAt <= acceptedAt) return false;
  const place = devices.find((one) => one.dev === dev && one.inst === inst);
  if (place !== undefined && n <= place.declared) return n > place.received;
  // Nothing was declared: only a clock that was measured can say it, and only when it is sure.
  return writtenAt !== null && writtenAt.at + writtenAt.err < acceptedAt;
}
