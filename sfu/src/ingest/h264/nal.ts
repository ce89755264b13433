/** NAL unit types of H.264 (table 7-1) and of its RTP payload (RFC 6184, table 1) that the ingest names. */
export const nalType = {
  slice: 1,
  idrSlice: 5,
  sei: 6,
  sps: 7,
  pps: 8,
  delimiter: 9,
  stapA: 24,
  stapB: 25,
  fuA: 28,
  fuB: 29,
} as const;

export function typeOf(firstOctet: number): number {
  return firstOctet & 0x1f;
}

/** Slices and slice partitions: what makes an access unit a picture. */
export function isPictureType(type: number): boolean {
  return type >= nalType.slice && type <= nalType.idrSlice;
}

/** Types that can only stand before the first slice of a picture (7.4.1.2.3). */
export function opensAccessUnit(type: number): boolean {
  return (type >= nalType.sei && type <= nalType.delimiter) || (type >= 14 && type <= 18);
}

/** `first_mb_in_slice` is zero: its code is a single 1 bit, right after the NAL header. */
export function isFirstSlice(octetAfterHeader: number): boolean {
  return (octetAfterHeader & 0x80) !== 0;
}
