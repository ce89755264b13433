/** Several saves that wait share one transaction: each is answered for itself, in the order in which they were asked for. */

/** What became of one item: `thrown` is a broken program, of that item alone. */
export type Settled<Stored> = { readonly value: Stored } | { readonly thrown: unknown };

export type GroupCommit<Item, Stored> = {
  /** Stores the items of a group at once. */
  readonly store: (items: readonly Item[]) => Promise<readonly Settled<Stored>[]>;
  /** So that nobody waits for a group of hundreds. */
  readonly mostAtOnce: number;
  /** A storage that hangs holds up those who come later no longer than that: their own transactions wait for it anyway. */
  readonly patienceMs: number;
};

type Waiting<Item, Stored> = { readonly item: Item; readonly settle: (settled: Settled<Stored>) => void };

/** The returned function answers once the item is stored. Nobody is overtaken. */
export function createGroupCommit<Item, Stored>({
  store,
  mostAtOnce,
  patienceMs,
}: GroupCommit<Item, Stored>): (item: Item) => Promise<Stored> {
  const waiting: Waiting<Item, Stored>[] = [];
  let current: Turn | null = null;

  return (item) =>
    new Promise<Stored>((resolve, reject) => {
      waiting.push({ item, settle: settling(resolve, reject) });
      if (current === null) storeNext();
      else hurry(current);
    });

  function storeNext(): void {
    if (waiting.length === 0) return;
    const turn: Turn = { since: performance.now(), timer: undefined };
    current = turn;
    void storeGroup(store, waiting.splice(0, mostAtOnce)).then(() => end(turn));
    if (waiting.length > 0) hurry(turn);
  }

  /** Only where somebody waits: a save by itself sets no timer, which on a tablet costs as much as hashing it. */
  function hurry(turn: Turn): void {
    turn.timer ??= setTimeout(() => end(turn), turn.since + patienceMs - performance.now());
  }

  /** When its group is stored, or when who waits has no patience left. */
  function end(turn: Turn): void {
    clearTimeout(turn.timer);
    if (current !== turn) return;
    current = null;
    storeNext();
  }
}

/** The time in which one group is stored. */
type Turn = { readonly since: number; timer: ReturnType<typeof setTimeout> | undefined };

async function storeGroup<Item, Stored>(
  store: GroupCommit<Item, Stored>['store'],
  group: readonly Waiting<Item, Stored>[],
): Promise<void> {
  try {
    const settled = await store(group.map(({ item }) => item));
    group.forEach(({ settle }, at) => settle(settled[at] ?? { thrown: new Error('no answer') }));
  } catch (thrown) {
    for (const { settle } of group) settle({ thrown });
  }
}

function settling<Stored>(
  resolve: (stored: Stored) => void,
  reject: (cause: Error) => void,
): (settled: Settled<Stored>) => void {
  return (settled) => {
    if ('value' in settled) resolve(settled.value);
    else reject(toError(settled.thrown));
  };
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
