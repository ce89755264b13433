import type { CameraId } from '@truc/media/signalling';
import type { SourceCodec, SourceKeyframe } from '../ingest/index.ts';

export type Waiting = { readonly camera: CameraId; readonly annexB: Buffer };
export type Batch = { readonly codec: SourceCodec; readonly waiting: readonly Waiting[] };

/** More is no keyframe of a stream for tiles, and not worth its decoding. */
const keyframeBytes = 1024 * 1024;
const batchPictures = 64;
const batchBytes = 8 * 1024 * 1024;

/** Keyframes that wait to be decoded: at most one of a camera. Those that ended a decoder are decoded alone from then on. */
export class KeyframeQueue {
  readonly #waiting = new Map<CameraId, SourceKeyframe>();
  readonly #suspects = new Set<CameraId>();

  add(camera: CameraId, keyframe: SourceKeyframe): void {
    if (keyframe.annexB.length <= keyframeBytes) this.#waiting.set(camera, keyframe);
  }

  suspect(cameras: readonly CameraId[]): void {
    for (const camera of cameras) this.#suspects.add(camera);
  }

  clear(camera: CameraId): void {
    this.#suspects.delete(camera);
  }

  forget(camera: CameraId): void {
    this.#waiting.delete(camera);
    this.#suspects.delete(camera);
  }

  /** The next pictures of one codec, taken out of the queue; undefined when nothing waits. */
  take(): Batch | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const codec = first[1].codec;
    const waiting: Waiting[] = [];
    let bytes = 0;
    for (const [camera, keyframe] of this.#waiting) {
      if (keyframe.codec !== codec) continue;
      const isAlone = this.#suspects.has(camera);
      if (isAlone && waiting.length > 0) continue;
      this.#waiting.delete(camera);
      waiting.push({ camera, annexB: keyframe.annexB });
      bytes += keyframe.annexB.length;
      if (isAlone || waiting.length >= batchPictures || bytes >= batchBytes) break;
    }
    return { codec, waiting };
  }
}
