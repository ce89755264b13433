import { nalType } from './annex-b.ts';
import type { AccessUnit, VideoCodec } from './annex-b.ts';

/**
 * For each picture in coded order: how many pictures after its time it is sent, when an encoder holds back what B-frames
 * are predicted from. All 0 where there are none. For streams whose B-frames are no reference themselves (`b-pyramid=none`).
 */
export function heldFramesOf(codec: VideoCodec, pictures: readonly AccessUnit[]): readonly number[] {
  const shownAt = Array.from<number>({ length: pictures.length }).fill(0);
  let nextShown = 0;
  let anchor: number | undefined;
  const show = (at: number | undefined): void => {
    if (at === undefined) return;
    shownAt[at] = nextShown;
    nextShown += 1;
  };
  pictures.forEach((picture, at) => {
    if (codec === 'h264' && isBPicture(picture)) return show(at);
    show(anchor);
    anchor = at;
  });
  show(anchor);
  const lead = Math.max(0, ...shownAt.map((shown, at) => shown - at));
  return shownAt.map((shown, at) => at - shown + lead);
}

/** `first_mb_in_slice` and `slice_type`, both ue(v), stand first in a slice's header (7.3.3). */
function isBPicture({ nalUnits }: AccessUnit): boolean {
  const slice = nalUnits.find((nal) => [1, 5].includes(nalType('h264', nal)));
  if (slice === undefined) return false;
  const bits = [...slice.subarray(1, 9)].map((octet) => octet.toString(2).padStart(8, '0')).join('');
  const afterFirst = readUe(bits, 0).next;
  const { value } = readUe(bits, afterFirst);
  return value % 5 === 1;
}

function readUe(bits: string, at: number): { readonly value: number; readonly next: number } {
  const zeros = bits.indexOf('1', at) - at;
  const next = at + 2 * zeros + 1;
  return { value: Number.parseInt(bits.slice(at + zeros, next), 2) - 1, next };
}
