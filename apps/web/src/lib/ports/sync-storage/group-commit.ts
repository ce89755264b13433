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

type Waiting<Item, Stored> = {
  item: { readonly value: Item } | null;
  readonly settle: (settled: Settled<Stored>) => void;
};

type Ready<Item, Stored> = { readonly value: Item } & Pick<Waiting<Item, Stored>, 'settle'>;

/**
 * The returned function takes an item that is being prepared and answers once it is stored. Nobody is overtaken: an item that
 * is ready waits for those that were asked for before it.
 */
export function createGroupCommit<Item, Stored>({
  store,
  mostAtOnce,
  patienceMs,
}: GroupCommit<Item, Stored>): (ready: Promise<Item>) => Promise<Stored> {
  const waiting: Waiting<Item, Stored>[] = [];
  let isStoring = false;

  return (ready) =>
    new Promise<Stored>((resolve, reject) => {
      const mine: Waiting<Item, Stored> = { item: null, settle: settling(resolve, reject) };
      waiting.push(mine);
      ready.then(
        (value) => {
          mine.item = { value };
          storeNext();
        },
        (thrown: unknown) => {
          waiting.splice(waiting.indexOf(mine), 1);
          mine.settle({ thrown });
          storeNext();
        },
      );
    });

  function storeNext(): void {
    if (isStoring) return;
    const group = takeReady();
    if (group.length === 0) return;
    isStoring = true;
    const passed = goOnOnce();
    const timer = setTimeout(passed, patienceMs);
    void storeGroup(store, group).then(() => {
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

  function takeReady(): readonly Ready<Item, Stored>[] {
    const unready = waiting.findIndex(({ item }) => item === null);
    const count = Math.min(unready < 0 ? waiting.length : unready, mostAtOnce);
    return waiting
      .splice(0, count)
      .flatMap(({ item, settle }) => (item === null ? [] : [{ value: item.value, settle }]));
  }
}

async function storeGroup<Item, Stored>(
  store: GroupCommit<Item, Stored>['store'],
  group: readonly Ready<Item, Stored>[],
): Promise<void> {
  try {
    const settled = await store(group.map(({ value }) => value));
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
