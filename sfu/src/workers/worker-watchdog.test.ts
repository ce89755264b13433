import type { Timers } from '@truc/base';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { WorkerWatchdog } from './worker-watchdog.ts';
import type { WatchedWorker } from './worker-watchdog.ts';

let rounds: (() => void)[] = [];
const timers: Timers = {
  after(_ms, run) {
    rounds.push(run);
    return () => (rounds = rounds.filter((each) => each !== run));
  },
};

const settle = () => new Promise((resolve) => setImmediate(resolve));

async function passRounds(count: number): Promise<void> {
  await settle();
  for (let at = 0; at < count; at += 1) {
    for (const run of rounds.splice(0)) run();
    await settle();
  }
}

it('ends a worker that leaves five questions of the second unanswered, and no other', async () => {
  const ended: number[] = [];
  let answersLate = () => {};
  const worker = (index: number, resourceUsage: () => Promise<unknown>) =>
    ({
      ...{ index, pid: index, closed: false, kill: () => void ended.push(index) },
      resourceUsage,
    }) as unknown as WatchedWorker;
  const workers = [
    worker(0, () => Promise.resolve({})),
    worker(1, () => new Promise(() => {})),
    worker(2, () => new Promise((resolve) => (answersLate = () => resolve({})))),
    worker(3, () => Promise.reject(new Error('closed'))),
  ];
  const watchdog = new WorkerWatchdog({ workers: () => workers, timers, log: pino({ level: 'silent' }) });
  await passRounds(5);
  expect(ended).toEqual([]);
  answersLate();
  await passRounds(0);
  await passRounds(1);
  expect(ended).toEqual([1]);
  watchdog.close();
  expect(rounds).toEqual([]);
});
