/** The first thing that does not hold. `offset` is in the file, in octets. */
export type Fault = {
  readonly offset: number;
  readonly scope: string | null;
  readonly seq: number | null;
  readonly what: string;
};

export function writeFault({ offset, scope, seq, what }: Fault): string {
  const place = [
    `offset ${offset}`,
    scope === null ? '' : `scope ${scope}`,
    seq === null ? '' : `seq ${seq}`,
  ];
  return `FAULT ${place.filter((part) => part !== '').join(' ')}: ${what}`;
}

/** Thrown inside the verifier alone, where every step may be the last; its edge turns it into a value. */
export class FaultFound extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(writeFault(fault));
    this.fault = fault;
  }
}

/** Whichever stands first in the file. */
export function firstOf(faults: readonly Fault[]): Fault | null {
  return faults.reduce<Fault | null>(
    (first, one) => (first === null || one.offset < first.offset ? one : first),
    null,
  );
}
