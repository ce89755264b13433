import { posterByteLimit } from '@truc/media/signalling';
import type { CameraId, Poster } from '@truc/media/signalling';
import type { SentFrame } from '../ingest/index.ts';

/** An older keyframe says too little about now to be shown in its place. */
const posterLifeMs = 60_000;
const rtpHeaderBytes = 12;
const startCode = Buffer.from([0, 0, 0, 1]);

type Keyframe = Pick<SentFrame, 'packets' | 'wallMs'>;

/** A camera's last keyframe as a viewer can decode it by itself; put together when it is first asked for. */
export class PosterShelf {
  readonly #camera: CameraId;
  #keyframe: Keyframe | undefined;
  #poster: Poster | undefined;

  constructor(camera: CameraId) {
    this.#camera = camera;
  }

  /** Nothing when there is no keyframe, or it is too old or too large. */
  posterOf(keyframe: Keyframe | undefined, nowMs: number): Poster | undefined {
    if (keyframe === undefined || nowMs - keyframe.wallMs > posterLifeMs) return undefined;
    if (keyframe !== this.#keyframe) {
      this.#keyframe = keyframe;
      this.#poster = makePoster(this.#camera, keyframe);
    }
    return this.#poster;
  }
}

/** Undoes what the ingest's packetiser did (RFC 6184: single NAL units, STAP-A, FU-A), and leaves SEI out. */
export function makePoster(camera: CameraId, { packets, wallMs }: Keyframe): Poster | undefined {
  const nals = nalsOf(packets).filter((nal) => [1, 5, 7, 8].includes(typeOf(nal)));
  const sps = nals.find((nal) => typeOf(nal) === 7);
  if (sps === undefined || sps.length < 4 || !nals.some((nal) => typeOf(nal) === 5)) return undefined;
  const picture = Buffer.concat(nals.flatMap((nal) => [startCode, nal]));
  if (picture.length > posterByteLimit) return undefined;
  return { camera, capturedMs: wallMs, codec: `avc1.${sps.subarray(1, 4).toString('hex')}`, picture };
}

function nalsOf(packets: readonly Buffer[]): Buffer[] {
  const nals: Buffer[] = [];
  let fragments: Buffer[] = [];
  for (const packet of packets) {
    const payload = packet.subarray(rtpHeaderBytes);
    const type = typeOf(payload);
    if (type === 24) nals.push(...partsOf(payload));
    else if (type !== 28) nals.push(payload);
    else {
      const indicator = payload[0] ?? 0;
      const header = payload[1] ?? 0;
      if ((header & 0x80) !== 0) fragments = [Buffer.from([(indicator & 0xe0) | (header & 0x1f)])];
      fragments.push(payload.subarray(2));
      if ((header & 0x40) !== 0) nals.push(Buffer.concat(fragments));
    }
  }
  return nals;
}

function partsOf(aggregate: Buffer): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 1; at + 2 <= aggregate.length;) {
    const end = at + 2 + aggregate.readUInt16BE(at);
    parts.push(aggregate.subarray(at + 2, end));
    at = end;
  }
  return parts;
}

function typeOf(nal: Buffer): number {
  return (nal[0] ?? 0) & 0x1f;
}
