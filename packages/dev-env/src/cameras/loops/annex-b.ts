export type VideoCodec = 'h264' | 'h265';

/** One coded picture: the parameter sets that stand before it, and its slices (AUD and SEI included), without start codes. */
export type AccessUnit = {
  readonly isKeyframe: boolean;
  readonly parameterSets: readonly Uint8Array[];
  readonly nalUnits: readonly Uint8Array[];
};

export function nalType(codec: VideoCodec, nal: Uint8Array): number {
  const head = nal[0] ?? 0;
  return codec === 'h264' ? head & 0x1f : (head >> 1) & 0x3f;
}

/** Cuts a byte stream (ITU-T H.264 and H.265, annex B) at its start codes of three or four bytes. */
export function splitNalUnits(stream: Uint8Array): Uint8Array[] {
  const starts: { readonly code: number; readonly body: number }[] = [];
  for (let at = 0; at + 2 < stream.length; at += 1) {
    if (stream[at] !== 0 || stream[at + 1] !== 0 || stream[at + 2] !== 1) continue;
    starts.push({ code: at > 0 && stream[at - 1] === 0 ? at - 1 : at, body: at + 3 });
    at += 2;
  }
  return starts
    .map((start, index) => stream.subarray(start.body, starts[index + 1]?.code ?? stream.length))
    .filter((nal) => nal.length > 0);
}

export function joinNalUnits(nalUnits: readonly Uint8Array[]): Buffer {
  const startCode = Uint8Array.of(0, 0, 0, 1);
  return Buffer.concat(nalUnits.flatMap((nal) => [startCode, nal]));
}

/** Groups NAL units into pictures: a new one begins at the first slice of a picture or at what comes before it. */
export function toAccessUnits(codec: VideoCodec, nalUnits: readonly Uint8Array[]): AccessUnit[] {
  const units: {
    isKeyframe: boolean;
    parameterSets: Uint8Array[];
    nalUnits: Uint8Array[];
    hasSlice: boolean;
  }[] = [];
  for (const nal of nalUnits) {
    const kind = classify(codec, nal);
    let unit = units.at(-1);
    const beginsPicture = kind.isSlice ? isFirstSlice(codec, nal) : true;
    if (unit === undefined || (unit.hasSlice && beginsPicture)) {
      unit = { isKeyframe: false, parameterSets: [], nalUnits: [], hasSlice: false };
      units.push(unit);
    }
    if (kind.isParameterSet) unit.parameterSets.push(nal);
    else unit.nalUnits.push(nal);
    if (kind.isSlice) unit.hasSlice = true;
    if (kind.isKeyframe) unit.isKeyframe = true;
  }
  return units.filter((unit) => unit.hasSlice);
}

function classify(
  codec: VideoCodec,
  nal: Uint8Array,
): { isSlice: boolean; isKeyframe: boolean; isParameterSet: boolean } {
  const type = nalType(codec, nal);
  if (codec === 'h264') {
    return {
      isSlice: type >= 1 && type <= 5,
      isKeyframe: type === 5,
      isParameterSet: type === 7 || type === 8,
    };
  }
  return {
    isSlice: type < 32,
    isKeyframe: type >= 16 && type <= 21,
    isParameterSet: type >= 32 && type <= 34,
  };
}

/** `first_mb_in_slice` is ue(v) 0, one set bit; `first_slice_segment_in_pic_flag` is the first bit: the same test. */
function isFirstSlice(codec: VideoCodec, nal: Uint8Array): boolean {
  return ((nal[codec === 'h264' ? 1 : 2] ?? 0) & 0x80) !== 0;
}
