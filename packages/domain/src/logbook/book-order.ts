/**
 * The order in which a book is read. The official order is the server's (`seq`); people read by the time of writing.
 *
 *     same device: by its own numbers, whatever its clock says
 *     other devices: by corrected time, [at - err, at + err]; where intervals overlap, the order is uncertain and said to be
 */
export type Placed = {
  readonly dev: string;
  readonly inst: number;
  readonly n: number;
  /** Server time of the writing in ms, as the device estimated it; its wall clock where it never measured. */
  readonly at: number;
  /** How far off `at` may be; null where the device never measured. */
  readonly err: number | null;
  /** How much later than `at` it may have been: a jump of the clock that may have been a sleep. */
  readonly doubtMs: number;
  /** When the server received it, or null. Nothing was written after that. */
  readonly recvAt: number | null;
};

export type Ordered<T> = {
  readonly item: T;
  /** It cannot be told whether it was written before or after the one before it, which is another device's. */
  readonly isUncertain: boolean;
};

type Entry<T> = { readonly item: T; readonly placed: Placed; readonly sortAt: number };

/**
 * Oldest first. A total preorder: times only ever rise within a device, and what two devices wrote at one time stands by device.
 */
export function orderBook<T>(items: readonly T[], placeOf: (item: T) => Placed): readonly Ordered<T>[] {
  const entries = risingTimes(items.map((item) => ({ item, placed: placeOf(item) })));
  entries.sort((a, b) => a.sortAt - b.sortAt || compareDevices(a.placed, b.placed));
  return entries.map(({ item, placed }, at) => {
    const before = entries[at - 1]?.placed;
    return { item, isUncertain: before !== undefined && mayBeSwapped(before, placed) };
  });
}

/** A clock that was put back, or far ahead, must not move what its device wrote later or received earlier. */
function risingTimes<T>(items: readonly { readonly item: T; readonly placed: Placed }[]): Entry<T>[] {
  const highest = new Map<string, number>();
  return items
    .toSorted((a, b) => compareDevices(a.placed, b.placed))
    .map(({ item, placed }) => {
      const { dev, at, recvAt } = placed;
      const known = Math.min(at, recvAt ?? Number.POSITIVE_INFINITY);
      const sortAt = Math.max(known, highest.get(dev) ?? Number.NEGATIVE_INFINITY);
      highest.set(dev, sortAt);
      return { item, placed, sortAt };
    });
}

function compareDevices(a: Placed, b: Placed): number {
  if (a.dev !== b.dev) return a.dev < b.dev ? -1 : 1;
  return a.inst - b.inst || a.n - b.n;
}

/** Whether it cannot be told which of these two, which stand one after the other, was written first. */
export function mayBeSwapped(before: Placed, after: Placed): boolean {
  if (before.dev === after.dev || before.err === null || after.err === null) return false;
  return earliest(after) < latest(before);
}

function earliest({ at, err }: Placed): number {
  return at - (err ?? 0);
}

function latest({ at, err, doubtMs, recvAt }: Placed): number {
  return Math.min(at + (err ?? 0) + doubtMs, recvAt ?? Number.POSITIVE_INFINITY);
}
