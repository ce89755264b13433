import type { VideoSurface } from './ports.ts';

/** A frame that was put on the screen. `rtpTimestamp` where the browser tells it. */
export type PresentedFrame = {
  readonly rtpTimestamp: number | null;
  readonly width: number;
  readonly height: number;
  readonly presentedFrames: number;
};

/** Reports every frame that the element presents; the returned function ends it and may be called twice. */
export function watchFrames(video: VideoSurface, onFrame: (frame: PresentedFrame) => void): () => void {
  let handle: number | undefined;
  let ended = false;
  const request = () => {
    handle = video.requestVideoFrameCallback?.((_now, metadata) => {
      if (ended) return;
      onFrame({
        rtpTimestamp: metadata.rtpTimestamp ?? null,
        width: metadata.width,
        height: metadata.height,
        presentedFrames: metadata.presentedFrames,
      });
      request();
    });
  };
  request();
  return () => {
    ended = true;
    if (handle !== undefined) video.cancelVideoFrameCallback?.(handle);
  };
}
