const startCode = Buffer.from([0, 0, 1]);

/**
 * Splits `bytes[start, end)` at Annex B start codes, which some cameras leave inside one RTP NAL unit
 * (a NAL unit proper cannot hold them). Zeros before a start code and at the end belong to no NAL unit.
 */
export function splitAnnexB(
  bytes: Buffer,
  { start, end }: { readonly start: number; readonly end: number },
  onNal: (start: number, end: number) => void,
): void {
  const view = bytes.subarray(start, end);
  let from = 0;
  while (from < view.length) {
    const found = view.indexOf(startCode, from);
    const until = found === -1 ? view.length : found;
    let last = until;
    while (last > from && view[last - 1] === 0) last -= 1;
    if (last > from) onNal(start + from, start + last);
    from = found === -1 ? view.length : found + startCode.length;
  }
}
