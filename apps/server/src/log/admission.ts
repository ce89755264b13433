/** A few ingest transactions at once keep the database's cores busy; more would only wait for each other's locks. */
export interface Admission {
  /** Runs `work` in its turn; undefined, at once, when the line is full. */
  run<T>(work: () => Promise<T>): Promise<T | undefined>;
}

export type AdmissionOptions = {
  readonly atOnce: number;
  readonly waiting: number;
  /** Told the length of the line when it changes. */
  readonly onWaiting?: (count: number) => void;
};

export function createAdmission({ atOnce, waiting, onWaiting }: AdmissionOptions): Admission {
  const line: (() => void)[] = [];
  let running = 0;

  function leave(): void {
    running -= 1;
    line.shift()?.();
    onWaiting?.(line.length);
  }

  return {
    async run(work) {
      if (running >= atOnce) {
        if (line.length >= waiting) return undefined;
        await new Promise<void>((resolve) => {
          line.push(resolve);
          onWaiting?.(line.length);
        });
      }
      running += 1;
      try {
        return await work();
      } finally {
        leave();
      }
    },
  };
}
