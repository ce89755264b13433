/** NAL unit types of H.265 (table 7-1) and of its RTP payload (RFC 7798, 4.4) that the ingest names. */
export const h265NalType = { vps: 32, sps: 33, pps: 34, aggregate: 48, fragment: 49, paci: 50 } as const;

export const h265HeaderBytes = 2;

export function typeOfH265(firstOctet: number): number {
  return (firstOctet >> 1) & 0x3f;
}

/** Slice segments. */
export function isH265PictureType(type: number): boolean {
  return type < 32;
}

/** Pictures that a decoder can start with (IRAP). */
export function isH265KeyframeType(type: number): boolean {
  return type >= 16 && type <= 23;
}
