import type { Timers } from '@truc/base';
import type pg from 'pg';
import type { Logger } from '../telemetry/log.ts';
import { createBookTextStatistics } from './book-text-statistics.ts';
import { indexNextLeaves } from './index-leaves.ts';

export type IndexerParts = { readonly pool: pg.Pool; readonly timers: Timers; readonly log: Logger };

/** Reads what was appended to the posts' books into the table that is searched. */
export interface BookTextIndexer {
  /** Reads on every so often, until `close`. */
  start(): void;
  /** Reads on until nothing is left. Answers how many leaves were read. */
  catchUp(): Promise<number>;
  close(): Promise<void>;
}

/** Few and seldom, so that a storm of returning tablets has the database to itself: some 1,600 leaves a second. */
const pauseMs = 250;
const restMs = 1_000;

export function createBookTextIndexer({ pool, timers, log }: IndexerParts): BookTextIndexer {
  const statistics = createBookTextStatistics(pool);
  let cancel = () => {};
  let isClosed = false;
  let turn: Promise<void> = Promise.resolve();

  function later(delayMs: number): void {
    if (!isClosed) cancel = timers.after(delayMs, () => void (turn = takeTurn()));
  }

  async function takeTurn(): Promise<void> {
    try {
      later((await readOn()) > 0 ? pauseMs : restMs);
    } catch (error) {
      // The books are written all the same; the next turn reads on from where this one stood.
      log.warn({ err: error }, 'the books could not be read into the search');
      later(restMs);
    }
  }

  async function readOn(): Promise<number> {
    const read = await indexNextLeaves(pool);
    await statistics.grown(read);
    return read;
  }

  return {
    start: () => later(restMs),
    async catchUp() {
      let all = 0;
      for (let read = await readOn(); read > 0; read = await readOn()) all += read;
      return all;
    },
    async close() {
      isClosed = true;
      cancel();
      await turn;
    },
  };
}
