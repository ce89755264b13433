import type { DecodedPoster, DecodePoster } from './ports.ts';

/** Decoders at work at one time: a wall of sixty-four posters must not take the machine from its first live pictures. */
const decodersAtOnce = 4;

/** Decodes by WebCodecs, which takes a keyframe with its parameter sets as it is. */
export function browserPosterDecoder(): DecodePoster {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return async (poster) => {
    if (!('VideoDecoder' in globalThis)) return null;
    if (busy >= decodersAtOnce) await new Promise<void>((resolve) => waiting.push(resolve));
    busy += 1;
    try {
      return await decode(poster);
    } catch {
      // A picture that this browser does not decode: the tile waits for its live one without.
      return null;
    } finally {
      busy -= 1;
      waiting.shift()?.();
    }
  };
}

async function decode({ codec, picture }: Parameters<DecodePoster>[0]): Promise<DecodedPoster | null> {
  const frames: VideoFrame[] = [];
  const decoder = new VideoDecoder({
    output: (frame) => frames.push(frame),
    // `flush` rejects with it.
    error: () => {},
  });
  try {
    // Without a description the octets are taken as Annex B.
    decoder.configure({ codec, optimizeForLatency: true });
    decoder.decode(new EncodedVideoChunk({ type: 'key', timestamp: 0, data: picture }));
    await decoder.flush();
  } finally {
    if (decoder.state !== 'closed') decoder.close();
  }
  const [first, ...others] = frames;
  for (const other of others) other.close();
  return first === undefined ? null : toPoster(first);
}

function toPoster(frame: VideoFrame): DecodedPoster {
  return {
    draw(canvas) {
      canvas.width = frame.displayWidth;
      canvas.height = frame.displayHeight;
      canvas.getContext('2d')?.drawImage(frame, 0, 0);
    },
    close: () => frame.close(),
  };
}
