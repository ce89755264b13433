import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { verifyBlock, type BlockResult } from './block.ts';
import type { OctetSource } from './octet-source.ts';
import type { BlockRunner } from './verify-export.ts';

/** In this thread: for small files, and for tests that verify ten thousands of them. */
export function inThisThread(source: OctetSource): BlockRunner {
  return {
    run: (tasks) =>
      Promise.resolve(
        tasks.map(({ octets, ...task }) => verifyBlock(source.read(task.offset, octets), task)),
      ),
  };
}

/** One worker a processor; each reads its blocks by itself. */
export function inWorkers(path: string): BlockRunner {
  return {
    async run(tasks) {
      const results: BlockResult[] = [];
      let next = 0;
      const count = Math.min(availableParallelism(), tasks.length);
      await Promise.all(
        Array.from({ length: count }, async () => {
          const worker = new Worker(new URL('./block-worker.ts', import.meta.url), { workerData: { path } });
          try {
            for (let at = next++; at < tasks.length; at = next++) {
              worker.postMessage(tasks[at]);
              [results[at]] = (await once(worker, 'message')) as [BlockResult];
            }
          } finally {
            await worker.terminate();
          }
        }),
      );
      return results;
    },
  };
}
