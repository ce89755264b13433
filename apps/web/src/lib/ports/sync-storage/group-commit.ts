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
  let isStoring = false;

  return (item) =>
    new Promise<Stored>((resolve, reject) => {
      waiting.push({ item, settle: settling(resolve, reject) });
      storeNext();
    });

  function storeNext(): void {
    if (isStoring || waiting.length === 0) return;
    isStoring = true;
    const passed = goOnOnce();
    const timer = setTimeout(passed, patienceMs);
    void storeGroup(store, waiting.splice(0, mostAtOnce)).then(() => {
      clearTimeout(timer);
      passed();
    });
  }

  function goOnOnce(): () => void {
    let isDone = false;
    return () => {
      if (isDone) return;
      isDone = true;
      isStoring = false;
      storeNext();
    };
  }
}

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
