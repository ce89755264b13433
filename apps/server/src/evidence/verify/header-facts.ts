export type HeaderFacts = {
  readonly commit: string;
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
  readonly prev: string;
  readonly scope: string;
};

/**
 * The facts of a canonical header, read where they stand: keys are sorted, and quotes inside texts are escaped, so that from
 * `commit` on each key is found once and in this order. (`base`, whose keys are free, comes before.) Null when one is missing.
 */
export function readFacts(header: string): HeaderFacts | null {
  const commit = header.indexOf('"commit":"');
  const dev = header.indexOf('"dev":"', commit);
  const inst = header.indexOf('"inst":', dev);
  const n = header.indexOf('"n":', inst);
  const prev = header.indexOf('"prev":"', n);
  const scope = header.indexOf('"scope":"', prev);
  if (commit < 0 || dev < 0 || inst < 0 || n < 0 || prev < 0 || scope < 0) return null;
  return {
    commit: header.slice(commit + 10, commit + 74),
    dev: header.slice(dev + 7, dev + 43),
    inst: wholeNumber(header, inst + 7),
    n: wholeNumber(header, n + 4),
    prev: header.slice(prev + 8, prev + 72),
    scope: header.slice(scope + 9, header.indexOf('"', scope + 9)),
  };
}

function wholeNumber(text: string, start: number): number {
  let value = 0;
  for (let at = start; ; at += 1) {
    const digit = text.charCodeAt(at) - 48;
    if (!(digit >= 0 && digit <= 9)) return at === start ? Number.NaN : value;
    value = value * 10 + digit;
  }
}
