/** Somewhat more than a screen of a tablet shows. */
const atOnce = 12;
const furtherAtOnce = 24;
/** Between them whoever has begun to write is heard. */
const pauseMs = 32;

/**
 * How many rows of a long list are drawn: a screenful at once, the others some at a time after that was painted. A row costs a
 * tablet some milliseconds, and nobody waits for those below the fold. Call while a component is made.
 */
export function drawnRows(length: () => number): { readonly count: number } {
  let count = $state(atOnce);
  $effect(() => {
    if (count >= length()) return;
    let soon: ReturnType<typeof setTimeout> | undefined;
    const frame = requestAnimationFrame(() => {
      soon = setTimeout(() => (count += furtherAtOnce), pauseMs);
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(soon);
    };
  });
  return {
    get count() {
      return count;
    },
  };
}
