export type FocusMove = {
  key: string;
  hasCtrl: boolean;
  index: number;
  count: number;
  columns: number;
};

/**
 * Where the keyboard goes from a cell (WAI-ARIA grid): arrows by one and never round the edge, Home and End in the
 * row, with Ctrl in the whole grid. Null when the key moves nothing.
 */
export function moveFocus({ key, hasCtrl, index, count, columns }: FocusMove): number | null {
  const column = index % columns;
  const rowStart = index - column;
  const rowEnd = Math.min(rowStart + columns, count) - 1;
  switch (key) {
    case 'ArrowRight':
      return index < rowEnd ? index + 1 : null;
    case 'ArrowLeft':
      return column > 0 ? index - 1 : null;
    case 'ArrowDown':
      return index + columns < count ? index + columns : null;
    case 'ArrowUp':
      return index - columns >= 0 ? index - columns : null;
    case 'Home':
      return otherThan(index, hasCtrl ? 0 : rowStart);
    case 'End':
      return otherThan(index, hasCtrl ? count - 1 : rowEnd);
    default:
      return null;
  }
}

function otherThan(index: number, target: number): number | null {
  return target === index ? null : target;
}
