import { randomUUID } from 'node:crypto';
import type { Clock, Timers } from '@truc/base';
import type { ControlFact, ControlFacts } from '@truc/media/signalling';
import { controlVersion } from '@truc/media/signalling';
import type { Logger } from 'pino';
import * as v from 'valibot';
import { AppendFile, readLines } from '../files/append-file.ts';
import { FactChain } from './fact-chain.ts';
import { BootFacts, FactRecordSchema } from './fact-records.ts';
import type { FactRecord, LinkedFact, Shown } from './fact-records.ts';

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
 * cause `sfu_stopped` at the last moment that it is known to have lived. Viewing facts are chained through all runs. Nothing is
 * told before it is on disk: the server would otherwise know what a killed SFU does not.
 */
export class FactLog {
  readonly #options: FactLogOptions;
  readonly #file: AppendFile;
  readonly #current = new BootFacts(randomUUID());
  readonly #boots: BootFacts[];
  readonly #chain: FactChain;
  /** Of this run: facts up to here are on disk. */
  #durable = 0;
  readonly #listeners = new Set<() => void>();
  #lines = 0;
  #cancelAlive: () => void = () => {};
  #compacting: Promise<void> = Promise.resolve();
  #closed = false;
  #shownNow: () => Shown = () => ({});

  static async create(options: FactLogOptions): Promise<FactLog> {
    const { boots, chain } = await readFacts(options);
    const file = await AppendFile.open(options.path);
    const log = new FactLog(options, { file, boots, chain });
    for (const boot of boots) {
      log.#linkOld(boot);
      log.#complete(boot);
    }
    await log.#compact();
    log.#keepAlive();
    return log;
  }

  private constructor(
    options: FactLogOptions,
    parts: { file: AppendFile; boots: BootFacts[]; chain: FactChain },
  ) {
    this.#options = options;
    this.#file = parts.file;
    this.#chain = parts.chain;
    this.#boots = [...parts.boots, this.#current];
  }

  /** Asked every two seconds: what playbacks that run were sent so far, for the case that this run does not end by itself. */
  followShown(shownNow: () => Shown): void {
    this.#shownNow = shownNow;
  }

  get boot(): string {
    return this.#current.boot;
  }

  get unacknowledged(): number {
    return this.#boots.reduce((sum, boot) => sum + boot.unacknowledged.size, 0);
  }

  /** Numbers the fact now; resolves when it is on disk. */
  async record(fact: ControlFact): Promise<void> {
    const number = this.#current.lastNumber + 1;
    const record = { t: 'fact' as const, boot: this.#current.boot, ...this.#link(number, fact) };
    this.#current.apply(record);
    await this.#append(record);
    this.#durable = Math.max(this.#durable, number);
    for (const listener of this.#listeners) listener();
  }

  /** The oldest facts that the server has not acknowledged, of one run. */
  nextBatch(): ControlFacts | undefined {
    const boot = this.#boots.find((each) => each.unacknowledged.size > 0);
    if (boot === undefined) return undefined;
    const facts = [...boot.unacknowledged.values()]
      .filter(({ number }) => boot !== this.#current || number <= this.#durable)
      .toSorted((a, b) => a.number - b.number)
      .slice(0, batchSize);
    if (facts.length === 0) return undefined;
    return { v: controlVersion, sfu: this.#chain.id, boot: boot.boot, facts };
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
    for (const [viewing, { fact: begun }] of [...boot.openViewings]) {
      const end = { viewing, at: boot.aliveAt, cause: 'sfu_stopped' } as const;
      const fact: ControlFact =
        begun.kind === 'playback_started'
          ? { kind: 'playback_ended', ...end, shown: boot.shown[viewing] ?? null }
          : { kind: 'viewing_stopped', ...end };
      boot.apply({ t: 'fact', boot: boot.boot, ...this.#link(boot.lastNumber + 1, fact) });
    }
  }

  /** What an earlier version wrote has no place in the chain yet. */
  #linkOld({ unacknowledged }: BootFacts): void {
    for (const { number, fact, link } of unacknowledged.values())
      if (link === undefined) unacknowledged.set(number, this.#link(number, fact));
  }

  #link(number: number, fact: ControlFact): LinkedFact {
    const link = this.#chain.next(fact);
    return { number, fact, ...(link && { link }) };
  }

  #append(record: FactRecord): Promise<void> {
    this.#lines += 1;
    return this.#file.append(JSON.stringify(record));
  }

  #compact(): Promise<void> {
    this.#lines = 0;
    const finished = this.#boots.filter((boot) => boot !== this.#current && boot.unacknowledged.size === 0);
    for (const boot of finished) this.#boots.splice(this.#boots.indexOf(boot), 1);
    const lines = () => this.#records().map((record) => JSON.stringify(record));
    this.#compacting = this.#file.replace(lines);
    return this.#compacting;
  }

  #records(): readonly FactRecord[] {
    const { id, head } = this.#chain;
    return [{ t: 'sfu', id, ...(head && { head }) }, ...this.#boots.flatMap((boot) => boot.records())];
  }

  #keepAlive(): void {
    this.#cancelAlive = this.#options.timers.after(aliveIntervalMs, () => {
      if (this.#closed) return;
      const at = this.#options.clock.now();
      const record = { t: 'alive', boot: this.#current.boot, at, shown: this.#shownNow() } as const;
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

async function readFacts(options: FactLogOptions): Promise<{ boots: BootFacts[]; chain: FactChain }> {
  const boots = new Map<string, BootFacts>();
  const chain = new FactChain();
  for (const line of await readLines(options.path)) {
    const record = parseRecord(line);
    if (record === undefined) {
      options.log.error({ file: options.path }, 'a line of the fact file is damaged and was left out');
      continue;
    }
    if (record.t === 'sfu') {
      chain.restore(record.id, record.head);
      continue;
    }
    if (record.t === 'fact') chain.follow(record.link);
    const boot = boots.get(record.boot) ?? new BootFacts(record.boot);
    boots.set(record.boot, boot);
    boot.apply(record);
  }
  return { boots: [...boots.values()], chain };
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
