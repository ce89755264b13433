type Visible = Pick<VisualViewport, 'height' | 'scale' | 'addEventListener' | 'removeEventListener'>;
type Seen = {
  readonly viewport: Visible | null;
  /** The height of the window, in px, keyboard or not. */
  readonly height: () => number;
  /** Where `--keyboard` stands. */
  readonly style: Pick<CSSStyleDeclaration, 'setProperty' | 'removeProperty'>;
  /** Brings what is being typed into to where it is seen. */
  readonly reveal: () => void;
};

/**
 * A keyboard comes after the focus: what is being typed into is brought into sight again once the page is lower. Browsers make the
 * window lower by themselves (`interactive-widget` in app.html), but Safari lays the keyboard over the page and tells it by a
 * visual viewport that is lower than the window: so many px are told as `--keyboard`. A page that is zoomed by two fingers is seen
 * through a lower viewport too, and left as it is.
 */
export function keepRoomForKeyboard({ viewport, height, style, reveal }: Seen): () => void {
  if (viewport === null) return () => undefined;
  let before = viewport.height;
  const fit = (): void => {
    if (viewport.scale !== 1) return;
    const covered = Math.round(height() - viewport.height);
    if (covered > 0) style.setProperty('--keyboard', `${covered}px`);
    else style.removeProperty('--keyboard');
    if (viewport.height < before) reveal();
    before = viewport.height;
  };
  viewport.addEventListener('resize', fit);
  return () => viewport.removeEventListener('resize', fit);
}
