/**
 * A read-only window for benches and end-to-end tests: `window.__truc`, there only in a build of mode `test` or where
 * `localStorage['truc:probe'] === '1'`. It tells when frames were presented, and holds no secret and no way to act.
 *
 *     __truc.frames('cam-07-01')  the newest frames of a camera, oldest first
 *     __truc.picture('cam-07-01') what its tile says now
 */
import type { Picture, Pictures } from '#lib/features/wall/pictures.ts';

export type PresentedFrame = {
  /** Of the frame's packets: with the SFU's frame clock it gives the time of arrival at the ingest. */
  readonly rtpTimestamp: number | null;
  /** When its last packet reached the browser, in ms since 1970; null where the browser does not tell. */
  readonly receivedAt: number | null;
  /** What the decoder took, in ms. */
  readonly decodingMs: number | null;
  /** When the frame was handed to the compositor, and when it is seen, in ms since 1970. */
  readonly presentedAt: number;
  readonly expectedDisplayAt: number;
  /** Running number of presented frames of this element. */
  readonly presentedFrames: number;
  readonly width: number;
  readonly height: number;
};

export type ProbeWindow = {
  readonly version: 1;
  cameras(): readonly string[];
  frames(camera: string): readonly PresentedFrame[];
  picture(camera: string): Picture | null;
};

export type Probe = {
  /** The same pictures, looked at on their way to the elements. */
  over(pictures: Pictures): Pictures;
};

const framesKept = 1_200;

export function createProbe(): Probe | null {
  if (!isAsked()) return null;
  const frames = new Map<string, PresentedFrame[]>();
  return {
    over(pictures) {
      const face: ProbeWindow = {
        version: 1,
        cameras: () => [...frames.keys()],
        frames: (camera) => [...(frames.get(camera) ?? [])],
        picture: (camera) => (frames.has(camera) ? pictures.picture(camera) : null),
      };
      Object.defineProperty(window, '__truc', { value: Object.freeze(face), configurable: true });
      return { ...pictures, attach: (camera, video) => attach(pictures, { camera, video }) };
    },
  };

  function attach(pictures: Pictures, { camera, video }: { camera: string; video: HTMLVideoElement }) {
    const detach = pictures.attach(camera, video);
    const stop = recordFrames(video, listOf(camera));
    return () => {
      stop();
      detach();
    };
  }

  function listOf(camera: string): PresentedFrame[] {
    const list = frames.get(camera) ?? [];
    frames.set(camera, list);
    return list;
  }
}

function recordFrames(video: HTMLVideoElement, into: PresentedFrame[]): () => void {
  let handle = video.requestVideoFrameCallback(record);
  return () => video.cancelVideoFrameCallback(handle);

  function record(_now: number, metadata: VideoFrameCallbackMetadata) {
    into.push({
      rtpTimestamp: metadata.rtpTimestamp ?? null,
      receivedAt: metadata.receiveTime === undefined ? null : performance.timeOrigin + metadata.receiveTime,
      decodingMs: metadata.processingDuration === undefined ? null : metadata.processingDuration * 1_000,
      presentedAt: performance.timeOrigin + metadata.presentationTime,
      expectedDisplayAt: performance.timeOrigin + metadata.expectedDisplayTime,
      presentedFrames: metadata.presentedFrames,
      width: metadata.width,
      height: metadata.height,
    });
    if (into.length > framesKept) into.shift();
    handle = video.requestVideoFrameCallback(record);
  }
}

function isAsked(): boolean {
  if (import.meta.env.MODE === 'test') return true;
  try {
    return localStorage.getItem('truc:probe') === '1';
  } catch {
    // Storage is switched off: nobody asked.
    return false;
  }
}
