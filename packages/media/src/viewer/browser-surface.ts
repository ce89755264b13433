import type { WatchSurface } from './ports.ts';

/** Sizes by the browser's own measuring of the element; interest is a pointer or the focus on the cell around it. */
export const browserSurface: WatchSurface = (video, { onSize, onInterest }) => {
  if (!(video instanceof HTMLVideoElement)) return () => {};
  const observer = new ResizeObserver(() => {
    const { clientWidth, clientHeight } = video;
    onSize({ width: clientWidth * devicePixelRatio, height: clientHeight * devicePixelRatio });
  });
  observer.observe(video);
  const place = video.closest('[role=gridcell], figure') ?? video;
  const events = ['pointerenter', 'focusin'] as const;
  for (const event of events) place.addEventListener(event, onInterest);
  return () => {
    observer.disconnect();
    for (const event of events) place.removeEventListener(event, onInterest);
  };
};
