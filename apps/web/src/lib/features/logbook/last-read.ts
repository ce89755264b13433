/** Up to which number somebody has read a book on this device. A number alone: nothing of the book stands here. */
const prefix = 'truc:read:';

export function readLastRead(scope: string): number {
  try {
    return Number(localStorage.getItem(prefix + scope) ?? 0) || 0;
  } catch {
    // Storage is switched off: nothing is new then, and the book itself is whole.
    return 0;
  }
}

export function keepLastRead(scope: string, number: number): void {
  try {
    if (number > readLastRead(scope)) localStorage.setItem(prefix + scope, String(number));
  } catch {
    // As above: the next visit shows the same entries as new once more.
  }
}
