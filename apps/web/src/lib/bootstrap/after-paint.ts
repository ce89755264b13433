/** A page in the background paints nothing. */
const patienceMs = 250;

/** Resolves once the browser has painted what is on its way, or soon where it paints nothing. */
export function afterPaint(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs);
    requestAnimationFrame(() => {
      clearTimeout(timer);
      // A timer of a frame's callback is handled after that frame was painted.
      setTimeout(resolve);
    });
  });
}
