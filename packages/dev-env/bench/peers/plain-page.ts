import type { Page } from '@playwright/test';

/** A frame as a page saw it. `hash`: of its pixels; where the page was asked for them. */
export type HashedFrame = {
  readonly hash: string;
  readonly presentedAt: number;
  readonly rtpTimestamp: number | null;
};
declare global {
  interface Window {
    __plain?: RTCPeerConnection[];
    __seen?: HashedFrame[];
    __presentedAt?: number;
  }
}

/** Answers an offer with a PeerConnection of its own, as any plain page would; resolves with the answer, all candidates in it. */
export function answerOffer(page: Page, offer: string): Promise<string> {
  return page.evaluate(async (sdp) => {
    const peer = new RTCPeerConnection();
    (window.__plain ??= []).push(peer);
    const video = document.body.appendChild(document.createElement('video'));
    Object.assign(video, { muted: true, autoplay: true, playsInline: true });
    peer.ontrack = ({ track }) => {
      video.srcObject = new MediaStream([track]);
    };
    await peer.setRemoteDescription({ type: 'offer', sdp });
    await peer.setLocalDescription(await peer.createAnswer());
    const gathered = () => peer.iceGatheringState === 'complete';
    while (!gathered()) await new Promise((resolve) => setTimeout(resolve, 10));
    return peer.localDescription?.sdp ?? '';
  }, offer);
}

/** An offer to receive one picture; `takeAnswer` goes on with it. */
export function makeOffer(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const peer = new RTCPeerConnection();
    (window.__plain ??= []).push(peer);
    const video = document.body.appendChild(document.createElement('video'));
    Object.assign(video, { muted: true, autoplay: true, playsInline: true });
    peer.ontrack = ({ track }) => {
      video.srcObject = new MediaStream([track]);
    };
    peer.addTransceiver('video', { direction: 'recvonly' });
    await peer.setLocalDescription(await peer.createOffer());
    while (peer.iceGatheringState !== 'complete') await new Promise((resolve) => setTimeout(resolve, 10));
    return peer.localDescription?.sdp ?? '';
  });
}

export async function takeAnswer(page: Page, answer: string): Promise<void> {
  await page.evaluate((sdp) => window.__plain?.at(-1)?.setRemoteDescription({ type: 'answer', sdp }), answer);
}

/** Waits until so many elements of the page play. */
export async function untilPlaying(page: Page, count: number): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll('video')].filter((each) => each.videoWidth > 0).length >= wanted,
    count,
    { timeout: 60_000 },
  );
}

/** The pixels' hash, RTP timestamp and presentation of every frame of the page's first picture for so long. */
export function hashFrames(page: Page, forMs: number): Promise<readonly HashedFrame[]> {
  return page.evaluate(async (duration) => {
    const video = document.querySelector('video');
    if (video === null) throw new Error('no picture');
    const canvas = document.createElement('canvas');
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const seen: HashedFrame[] = [];
    const look = (_now: number, metadata: VideoFrameCallbackMetadata) => {
      context?.drawImage(video, 0, 0);
      const pixels = context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
      let hash = 0x811c9dc5;
      for (let at = 0; at < pixels.length; at += 4)
        hash = Math.imul(hash ^ (pixels[at] ?? 0) ^ ((pixels[at + 1] ?? 0) << 8), 0x01000193);
      seen.push({
        hash: String(hash >>> 0),
        presentedAt: performance.timeOrigin + metadata.presentationTime,
        rtpTimestamp: metadata.rtpTimestamp ?? null,
      });
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
    await new Promise((resolve) => setTimeout(resolve, duration));
    return seen;
  }, forMs);
}
