import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '@truc/base';
import { verifyBlock, type BlockTask } from './block.ts';
import { openFile } from './octet-source.ts';

const port = parentPort;
invariant(port !== null, 'this program is a worker');
const source = openFile((workerData as { path: string }).path);
port.on('message', ({ octets, ...task }: BlockTask & { octets: number }) => {
  const result = verifyBlock(source.read(task.offset, octets), task);
  const { device, n, seq, offset, hashes, prevs } = result.columns;
  port.postMessage(
    result,
    [device, n, seq, offset, hashes, prevs].map(({ buffer }) => buffer as ArrayBuffer),
  );
});
