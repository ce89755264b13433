import { randomUUID } from 'node:crypto';
import type { Clock, Timers } from '@truc/base';
import type { ControlFact, ControlFacts } from '@truc/media/signalling';
import { controlVersion } from '@truc/media/signalling';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { AppendFile, readLines } from '../files/append-file.ts';
import { BootFacts, FactRecordSchema } from './fact-records.ts';
import type { FactRecord } from './fact-records.ts';

export type FactLogOptions = {
  readonly path: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
};

/** At most this many facts in one batch (the contract's limit). */
const batchSize = 500;
/** How exactly a killed run tells when its viewings ended. */
const aliveIntervalMs = 2_000;
const compactAfterLines = 20_000;

/**
 * What the server is to know, on disk before anybody relies on it and until the server has acknowledged it. Each run of the
 * SFU numbers its facts from 1 without a gap; a run that was killed is completed by the next: its open viewings end with
 * cause `sfu_stopped` at the last moment that it is known to have lived.
 */
export class FactLog {
  readonly #options: FactLogOptions;
  readonly #file: AppendFile;
  readonly #current = new BootFacts(randomUUID());
  readonly #boots: BootFacts[];
  readonly #listeners = new Set<() => void>();
  #lines = 0;
  #cancelAlive: () => void = () => {};
  #compacting: Promise<void> = Promise.resolve();
  #closed = false;

  static async create(options: FactLogOptions): Promise<FactLog> {
    const boots = await readBoots(options);
    const file = await AppendFile.open(options.path);
    const log = new FactLog(options, { file, boots });
    for (const boot of boots) log.#complete(boot);
    await log.#compact();
    log.#keepAlive();
    return log;
  }

  private constructor(options: FactLogOptions, parts: { file: AppendFile; boots: BootFacts[] }) {
    this.#options = options;
    this.#file = parts.file;
    this.#boots = [...parts.boots, this.#current];
  }

  get boot(): string {
    return this.#current.boot;
  }

  get unacknowledged(): number {
    return this.#boots.reduce((sum, boot) => sum + boot.unacknowledged.size, 0);
  }

  /** Numbers the fact now; resolves when it is on disk. */
  record(fact: ControlFact): Promise<void> {
    const record: FactRecord = {
      t: 'fact',
      boot: this.#current.boot,
      number: this.#current.lastNumber + 1,
      fact,
    };
    this.#current.apply(record);
    const written = this.#append(record);
    for (const listener of this.#listeners) listener();
    return written;
  }

  /** The oldest facts that the server has not acknowledged, of one run. */
  nextBatch(): ControlFacts | undefined {
    const boot = this.#boots.find((each) => each.unacknowledged.size > 0);
    if (boot === undefined) return undefined;
    const facts = [...boot.unacknowledged]
      .toSorted(([a], [b]) => a - b)
      .slice(0, batchSize)
      .map(([number, fact]) => ({ number, fact }));
    return { v: controlVersion, boot: boot.boot, facts };
  }

  /** The server has stored this run's facts up to the number. */
  async acknowledge(bootId: string, upTo: number): Promise<void> {
    const boot = this.#boots.find((each) => each.boot === bootId);
    if (boot === undefined || upTo <= boot.acknowledged || upTo > boot.lastNumber) return;
    const record: FactRecord = { t: 'ack', boot: bootId, upTo };
    boot.apply(record);
    if (boot !== this.#current && boot.unacknowledged.size === 0)
      this.#boots.splice(this.#boots.indexOf(boot), 1);
    await this.#append(record);
    if (this.#lines > compactAfterLines) await this.#compact();
  }

  /** Calls when a fact was added; the returned function ends that. */
  onFact(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelAlive();
    await this.#compacting;
    await this.#file.close();
  }

  #complete(boot: BootFacts): void {
    for (const viewing of [...boot.openViewings.keys()]) {
      const fact: ControlFact = { kind: 'viewing_stopped', viewing, at: boot.aliveAt, cause: 'sfu_stopped' };
      boot.apply({ t: 'fact', boot: boot.boot, number: boot.lastNumber + 1, fact });
    }
  }

  #append(record: FactRecord): Promise<void> {
    this.#lines += 1;
    return this.#file.append(JSON.stringify(record));
  }

  #compact(): Promise<void> {
    this.#lines = 0;
    const finished = this.#boots.filter((boot) => boot !== this.#current && boot.unacknowledged.size === 0);
    for (const boot of finished) this.#boots.splice(this.#boots.indexOf(boot), 1);
    const lines = () => this.#boots.flatMap((boot) => boot.records()).map((record) => JSON.stringify(record));
    this.#compacting = this.#file.replace(lines);
    return this.#compacting;
  }

  #keepAlive(): void {
    this.#cancelAlive = this.#options.timers.after(aliveIntervalMs, () => {
      if (this.#closed) return;
      const record: FactRecord = { t: 'alive', boot: this.#current.boot, at: this.#options.clock.now() };
      this.#current.apply(record);
      if (this.#current.openViewings.size > 0) {
        this.#append(record).catch((error: unknown) =>
          this.#options.log.error({ err: error }, 'fact file not writable'),
        );
      }
      this.#keepAlive();
    });
  }
}

async function readBoots(options: FactLogOptions): Promise<BootFacts[]> {
  const boots = new Map<string, BootFacts>();
  for (const line of await readLines(options.path)) {
    const record = parseRecord(line);
    if (record === undefined) {
      options.log.error({ file: options.path }, 'a line of the fact file is damaged and was left out');
      continue;
    }
    const boot = boots.get(record.boot) ?? new BootFacts(record.boot);
    boots.set(record.boot, boot);
    boot.apply(record);
  }
  return [...boots.values()];
}

function parseRecord(line: string): FactRecord | undefined {
  try {
    const parsed = v.safeParse(FactRecordSchema, JSON.parse(line));
    return parsed.success ? parsed.output : undefined;
  } catch {
    // Not JSON: the caller reports it.
    return undefined;
  }
}
