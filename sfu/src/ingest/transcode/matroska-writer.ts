import type { SourceCodec } from '../rtsp/sdp.ts';

const codecNames: Readonly<Record<SourceCodec, string>> = {
  H264: 'V_MPEG4/ISO/AVC',
  H265: 'V_MPEGH/ISO/HEVC',
};

/**
 * The head of an endless Matroska stream with one video track, whose times are in ms. Of all that ffmpeg reads from a pipe this
 * keeps the bounds of pictures and their times, so that nothing waits for the next picture. The size is not known yet and
 * must be there: the decoder goes by the parameter sets.
 */
export function matroskaHead(codec: SourceCodec): Buffer {
  const video = element('e0', Buffer.concat([element('b0', unsigned(16)), element('ba', unsigned(16))]));
  const track = Buffer.concat([
    element('d7', unsigned(1)),
    element('73c5', unsigned(1)),
    element('83', unsigned(1)),
    element('86', Buffer.from(codecNames[codec])),
    video,
  ]);
  return Buffer.concat([
    element('1a45dfa3', element('4282', Buffer.from('matroska'))),
    // A segment of unknown length.
    Buffer.from('1853806701ffffffffffffff', 'hex'),
    element('1549a966', element('2ad7b1', unsigned(1_000_000))),
    element('1654ae6b', element('ae', track)),
  ]);
}

/** One picture with its NAL units behind start codes, in a cluster of its own, shown at `timeMs` of the stream. */
export function matroskaPicture(
  annexB: Buffer,
  at: { readonly timeMs: number; readonly isKeyframe: boolean },
): Buffer {
  const blockHead = Buffer.from([0x81, 0, 0, at.isKeyframe ? 0x80 : 0]);
  const block = element('a3', Buffer.concat([blockHead, annexB]));
  return element(
    '1f43b675',
    Buffer.concat([element('e7', unsigned(Math.max(0, Math.round(at.timeMs)))), block]),
  );
}

/** An EBML element: its id, its length in eight octets, its content. */
function element(id: string, content: Buffer): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE((1n << 56n) | BigInt(content.length));
  return Buffer.concat([Buffer.from(id, 'hex'), length, content]);
}

function unsigned(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
