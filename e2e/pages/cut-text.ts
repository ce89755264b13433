import type { Page } from '@playwright/test';

/** Words on the page that do not fit: clipped by a box, or sticking out of their button or out of the page. */
export function textThatIsCut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const slack = 1.5;
    const hides = (value: string): boolean => value === 'hidden' || value === 'clip';
    const scrolls = (value: string): boolean => value === 'auto' || value === 'scroll';
    const control = 'button, a, label, [role="button"], [role="radio"], [role="option"]';

    /** What clips this text, or lets it stick out; null where it fits, or where it is for screen readers alone. */
    const complaint = (node: Text): string | null => {
      const parent = node.parentElement;
      if (parent === null || !parent.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        return null;
      const range = document.createRange();
      range.selectNodeContents(node);
      const rects = [...range.getClientRects()].filter(({ width, height }) => width > 1 && height > 1);
      const left = Math.min(...rects.map((rect) => rect.left));
      const right = Math.max(...rects.map((rect) => rect.right));
      const [top, bottom] = [
        Math.min(...rects.map((rect) => rect.top)),
        Math.max(...rects.map((rect) => rect.bottom)),
      ];
      if (rects.length === 0) return null;
      let isInControl = false;
      for (let box: Element | null = parent; box !== null; box = box.parentElement) {
        const { overflowX, overflowY, display, position, clipPath } = getComputedStyle(box);
        const around = box.getBoundingClientRect();
        if (around.width <= 2 || around.height <= 2 || clipPath !== 'none') return null;
        if (scrolls(overflowX) || scrolls(overflowY)) return null;
        if (display === 'inline' || display === 'contents') continue;
        const outX = right > around.right + slack || left < around.left - slack;
        const outY = bottom > around.bottom + slack || top < around.top - slack;
        if (hides(overflowX) && outX) return 'is clipped sideways';
        if (hides(overflowY) && outY) return 'is clipped above or below';
        if (!isInControl && box.matches(control)) {
          isInControl = true;
          if (outX || outY) return 'sticks out of its control';
        }
        if (position === 'fixed') break;
      }
      const isOut = right > document.documentElement.clientWidth + slack || left < -slack;
      return isOut ? 'sticks out of the page' : null;
    };

    const found: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const words = node.nodeValue?.trim() ?? '';
      const why = words === '' || !(node instanceof Text) ? null : complaint(node);
      if (why !== null) found.push(`"${words}" ${why}`);
    }
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth > clientWidth + 1)
      found.push(`the page scrolls sideways by ${scrollWidth - clientWidth} px`);
    return found;
  });
}
