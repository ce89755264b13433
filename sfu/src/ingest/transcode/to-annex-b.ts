import type { AccessUnit } from '../h264/access-unit.ts';
import { isPictureType, nalType, typeOf } from '../h264/nal.ts';
import { isH265PictureType, typeOfH265 } from '../h265/nal.ts';
import type { SourceCodec } from '../rtsp/sdp.ts';

const startCode = Buffer.from([0, 0, 0, 1]);

/** The picture as a byte stream: `parameterSets` first, then its slices; what a decoder does not need is left out. */
export function toAnnexB(codec: SourceCodec, unit: AccessUnit, parameterSets: readonly Buffer[]): Buffer {
  const parts: Buffer[] = [];
  for (const set of parameterSets) parts.push(startCode, set);
  for (let at = 0; at < unit.starts.length; at += 1) {
    const start = unit.starts[at] ?? 0;
    if (isForDecoder(codec, unit.bytes[start] ?? 0))
      parts.push(startCode, unit.bytes.subarray(start, unit.ends[at] ?? start));
  }
  return Buffer.concat(parts);
}

function isForDecoder(codec: SourceCodec, firstOctet: number): boolean {
  if (codec === 'H265') return isH265PictureType(typeOfH265(firstOctet));
  const type = typeOf(firstOctet);
  return isPictureType(type) || type === nalType.sei;
}
