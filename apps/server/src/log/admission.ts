import type { DeviceId } from '@truc/sync/protocol';

/**
 * `urgent`: a few operations that must not wait. `hurried`: the backlog before an urgent operation, which has to come first
 * because a device's operations stand in their order. `bulk`: everything else.
 */
export type Lane = 'urgent' | 'hurried' | 'bulk';

/** A few ingest transactions at once keep the database's cores busy; more would only wait for each other's locks. */
export interface Admission {
  /** Runs `work` in its turn; undefined, at once, when the line is full. A device has one transaction at a time. */
  run<T>(
    place: { readonly dev: DeviceId; readonly lane: Lane },
    work: () => Promise<T>,
  ): Promise<T | undefined>;
}

export type AdmissionOptions = {
  /** Transactions of the bulk lane at once; all but one of them may be hurried. */
  readonly atOnce: number;
  /** Beside those: the bulk lane never takes these. */
  readonly urgentAtOnce: number;
  /** How many may wait in each lane. */
  readonly waiting: number;
  /** Told the length of all lines together when it changes. */
  readonly onWaiting?: (count: number) => void;
};

type Waiting = { readonly dev: DeviceId; readonly start: () => void };

export function createAdmission(options: AdmissionOptions): Admission {
  const lines: Readonly<Record<Lane, Waiting[]>> = { urgent: [], hurried: [], bulk: [] };
  const running: Record<Lane, number> = { urgent: 0, hurried: 0, bulk: 0 };
  /** Their own row's lock would make a second transaction wait inside the database, with a place in its hands. */
  const busy = new Set<DeviceId>();

  function hasPlace(lane: Lane): boolean {
    if (lane === 'urgent') return running.urgent < options.urgentAtOnce;
    if (lane === 'hurried' && running.hurried >= Math.max(1, options.atOnce - 1)) return false;
    return running.hurried + running.bulk < options.atOnce;
  }

  function startNext(): void {
    for (const lane of ['urgent', 'hurried', 'bulk'] as const) {
      while (hasPlace(lane)) {
        const at = lines[lane].findIndex(({ dev }) => !busy.has(dev));
        const [next] = at < 0 ? [] : lines[lane].splice(at, 1);
        if (next === undefined) break;
        busy.add(next.dev);
        running[lane] += 1;
        next.start();
      }
    }
    options.onWaiting?.(lines.urgent.length + lines.hurried.length + lines.bulk.length);
  }

  return {
    async run({ dev, lane }, work) {
      if (lines[lane].length >= options.waiting) return undefined;
      await new Promise<void>((start) => {
        lines[lane].push({ dev, start });
        startNext();
      });
      try {
        return await work();
      } finally {
        busy.delete(dev);
        running[lane] -= 1;
        startNext();
      }
    },
  };
}
