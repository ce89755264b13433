import { BitReader } from './bit-reader.ts';

/** What a sequence parameter set says about the pictures (7.3.2.1.1). */
export type SpsInfo = {
  readonly id: number;
  readonly profile: number;
  readonly level: number;
  /** Pixels, after cropping. */
  readonly width: number;
  readonly height: number;
  /** `max_num_reorder_frames`; undefined when the camera does not say. More than 0 means B-frames. */
  readonly reorderFrames: number | undefined;
};

const profilesWithChroma = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);
const extendedAspectRatio = 255;

/** Parses a NAL unit of type 7. `undefined`: it is truncated or absurd. */
export function parseSps(nal: Uint8Array): SpsInfo | undefined {
  if (nal.length < 4) return undefined;
  const bits = new BitReader(nal, 1);
  const profile = bits.readBits(8);
  bits.readBits(8);
  const level = bits.readBits(8);
  const id = bits.readUnsigned();
  const chromaFormat = profilesWithChroma.has(profile) ? skipChroma(bits) : 1;
  bits.readUnsigned();
  skipPictureOrder(bits);
  bits.readUnsigned();
  bits.readBit();
  const size = readSize(bits, chromaFormat);
  if (bits.isExhausted || id > 31 || size === undefined) return undefined;
  const reorderFrames = bits.readBit() === 1 ? readReorderFrames(bits) : undefined;
  return { id, profile, level, ...size, reorderFrames };
}

/** The id of a picture parameter set, a NAL unit of type 8. */
export function parsePpsId(nal: Uint8Array): number | undefined {
  const bits = new BitReader(nal, 1);
  const id = bits.readUnsigned();
  return bits.isExhausted || id > 255 ? undefined : id;
}

function skipChroma(bits: BitReader): number {
  const format = bits.readUnsigned();
  const isSeparatePlanes = format === 3 && bits.readBit() === 1;
  bits.readUnsigned();
  bits.readUnsigned();
  bits.readBit();
  if (bits.readBit() === 1) {
    const lists = format === 3 ? 12 : 8;
    for (let list = 0; list < lists; list += 1) {
      if (bits.readBit() === 1) skipScalingList(bits, list < 6 ? 16 : 64);
    }
  }
  return isSeparatePlanes ? 0 : format;
}

function skipScalingList(bits: BitReader, size: number): void {
  let last = 8;
  let next = 8;
  for (let at = 0; at < size && !bits.isExhausted; at += 1) {
    if (next !== 0) next = (((last + bits.readSigned()) % 256) + 256) % 256;
    last = next === 0 ? last : next;
  }
}

function skipPictureOrder(bits: BitReader): void {
  const type = bits.readUnsigned();
  if (type === 0) bits.readUnsigned();
  if (type !== 1) return;
  bits.readBit();
  bits.readSigned();
  bits.readSigned();
  const count = Math.min(bits.readUnsigned(), 255);
  for (let at = 0; at < count && !bits.isExhausted; at += 1) bits.readSigned();
}

function readSize(bits: BitReader, chromaFormat: number): { width: number; height: number } | undefined {
  const widthInBlocks = bits.readUnsigned() + 1;
  const heightInUnits = bits.readUnsigned() + 1;
  const fieldFactor = bits.readBit() === 1 ? 1 : 2;
  if (fieldFactor === 2) bits.readBit();
  bits.readBit();
  let width = widthInBlocks * 16;
  let height = heightInUnits * 16 * fieldFactor;
  if (bits.readBit() === 1) {
    const unitX = chromaFormat === 1 || chromaFormat === 2 ? 2 : 1;
    const unitY = (chromaFormat === 1 ? 2 : 1) * fieldFactor;
    width -= (bits.readUnsigned() + bits.readUnsigned()) * unitX;
    height -= (bits.readUnsigned() + bits.readUnsigned()) * unitY;
  }
  const isSane = width > 0 && height > 0 && width <= 16_384 && height <= 16_384;
  return isSane ? { width, height } : undefined;
}

/** Walks the VUI (annex E.1.1) to `max_num_reorder_frames`, which stands almost last. */
function readReorderFrames(bits: BitReader): number | undefined {
  if (bits.readBit() === 1 && bits.readBits(8) === extendedAspectRatio) bits.readBits(32);
  if (bits.readBit() === 1) bits.readBit();
  if (bits.readBit() === 1) {
    bits.readBits(4);
    if (bits.readBit() === 1) bits.readBits(24);
  }
  if (bits.readBit() === 1) {
    bits.readUnsigned();
    bits.readUnsigned();
  }
  if (bits.readBit() === 1) bits.readBits(65);
  const hasNalHrd = bits.readBit() === 1;
  if (hasNalHrd) skipHrd(bits);
  const hasVclHrd = bits.readBit() === 1;
  if (hasVclHrd) skipHrd(bits);
  if (hasNalHrd || hasVclHrd) bits.readBit();
  bits.readBit();
  if (bits.readBit() === 0) return undefined;
  bits.readBit();
  for (let field = 0; field < 4; field += 1) bits.readUnsigned();
  const reorderFrames = bits.readUnsigned();
  return bits.isExhausted || reorderFrames > 16 ? undefined : reorderFrames;
}

function skipHrd(bits: BitReader): void {
  const count = Math.min(bits.readUnsigned(), 31) + 1;
  bits.readBits(8);
  for (let at = 0; at < count && !bits.isExhausted; at += 1) {
    bits.readUnsigned();
    bits.readUnsigned();
    bits.readBit();
  }
  bits.readBits(20);
}
