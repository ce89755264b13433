/** Every picture is examined at this size: a cell of the grid is ten by ten of its points, and a blur of two still shows. */
export const pictureWidth = 160;
export const pictureHeight = 90;
export const cellSize = 10;
export const columns = pictureWidth / cellSize;
export const rows = pictureHeight / cellSize;

const lumaOctets = pictureWidth * pictureHeight;
const chromaOctets = lumaOctets / 4;
/** Planar YUV 4:2:0, video range: luma of every point, then both colours of every second. */
export const pictureOctets = lumaOctets + 2 * chromaOctets;

/** One decoded picture, small. `isGrey`: without any colour, as a camera shows by its own infrared lamp. */
export type SmallPicture = { readonly luma: Uint8Array; readonly isGrey: boolean };

/** Mean distance from no colour, in levels: by infrared lamp a fifth, by day in the plainest corridor more than two. */
const greyWithin = 1;

/** @throws RangeError when it is not as long as a picture */
export function readSmallPicture(octets: Uint8Array): SmallPicture {
  if (octets.length !== pictureOctets) throw new RangeError('Not the octets of one small picture');
  let distance = 0;
  for (let at = lumaOctets; at < pictureOctets; at += 1) distance += Math.abs((octets[at] ?? 0) - 128);
  return { luma: octets.subarray(0, lumaOctets), isGrey: distance / (2 * chromaOctets) < greyWithin };
}
