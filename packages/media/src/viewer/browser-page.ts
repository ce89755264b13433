import type { PageVisibility } from './ports.ts';

/** Visible while the tab is, or while one of its videos is shown picture in picture. */
export function browserPage(document: Document): PageVisibility {
  return {
    get visible() {
      return document.visibilityState === 'visible' || document.pictureInPictureElement !== null;
    },
    subscribe(listener) {
      const events = ['visibilitychange', 'enterpictureinpicture', 'leavepictureinpicture'];
      // Picture-in-picture events are of the video and reach the document only while they are captured.
      for (const event of events) document.addEventListener(event, listener, true);
      return () => {
        for (const event of events) document.removeEventListener(event, listener, true);
      };
    },
  };
}
