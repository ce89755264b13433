/** Who has not touched the page for so long is not at work on it. */
const restMs = 60_000;

/** Follows what people do on the page; says whether it is a wall at which nobody types, chooses or arranges. */
export function watchIdleWall(window: Window): () => boolean {
  let touchedAt = -Infinity;
  const touched = () => (touchedAt = performance.now());
  for (const event of ['keydown', 'pointerdown', 'input'])
    window.addEventListener(event, touched, { capture: true, passive: true });
  return () => {
    const { document, location } = window;
    const isWall = location.pathname === '/wall' || location.pathname.startsWith('/wall/');
    const isTyping = document.activeElement?.matches('input, textarea, select, [contenteditable]') ?? false;
    const isAsked = document.querySelector('dialog[open], [role=dialog]') !== null;
    return isWall && !isTyping && !isAsked && performance.now() - touchedAt >= restMs;
  };
}
