type Visible = Pick<VisualViewport, 'height' | 'scale' | 'addEventListener' | 'removeEventListener'>;
type Seen = {
  readonly viewport: Visible | null;
  /** The height of the window, in px, keyboard or not. */
  readonly height: () => number;
  /** Where `--keyboard` stands. */
  readonly style: Pick<CSSStyleDeclaration, 'setProperty' | 'removeProperty'>;
  /** What is being typed into comes into sight again once the page is lower. */
  readonly reveal: () => void;
};

/**
 * Safari lays the keyboard over the page and tells it by a visual viewport that is lower than the window; others make the window
 * lower by themselves (`interactive-widget` in app.html). So many px are told as `--keyboard`. A page that is zoomed by two
 * fingers is seen through a lower viewport too, and left as it is.
 */
export function keepRoomForKeyboard({ viewport, height, style, reveal }: Seen): () => void {
  if (viewport === null) return () => undefined;
  const fit = (): void => {
    const covered = viewport.scale === 1 ? Math.round(height() - viewport.height) : 0;
    if (covered > 0) {
      style.setProperty('--keyboard', `${covered}px`);
      reveal();
    } else style.removeProperty('--keyboard');
  };
  viewport.addEventListener('resize', fit);
  return () => viewport.removeEventListener('resize', fit);
}
