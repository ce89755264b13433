const turnEveryMs = 12_000;
/** Below this width the board is a list that is scrolled, not a wall that is looked at. */
const wallFrom = 960;
/** Lines of letters that a line of the board takes, and that stand around the lines. */
const lineEm = 2.5;
const aroundEm = 8.5;
const letterShare = 0.026;

/** A wall shows as many lines as can be read from afar and turns over to the next ones; a list shows all of them. */
export class TurningPages {
  page = $state(0);
  width = $state(0);
  height = $state(0);

  turn(): () => void {
    const timer = setInterval(() => (this.page += 1), turnEveryMs);
    return () => clearInterval(timer);
  }

  count(lines: number): number {
    return Math.max(1, Math.ceil(lines / this.#size(lines)));
  }

  shown<T>(lines: readonly T[]): readonly T[] {
    const size = this.#size(lines.length);
    const at = this.page % this.count(lines.length);
    return lines.slice(at * size, (at + 1) * size);
  }

  #size(lines: number): number {
    if (this.width < wallFrom) return Math.max(1, lines);
    const em = this.width * letterShare;
    return Math.max(3, Math.floor((this.height / em - aroundEm) / lineEm));
  }
}
