import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isPidInUse } from './process-tree.mjs';

const stubbornTree = fileURLToPath(new URL('./testing/stubborn-tree.mjs', import.meta.url));

async function startTree() {
  const command = spawn(process.execPath, [stubbornTree], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const output = createInterface(command.stdout).on('line', (line) => lines.push(line));
  const [first] = (await once(output, 'line')) as [string];
  return { command, lines, pids: first.split(' ').slice(1).map(Number) };
}

test('an interrupted command asks once, ends its whole tree, and ends well itself', async () => {
  const { command, lines, pids } = await startTree();
  const bystander = spawn('sleep', ['1000']);
  command.kill('SIGINT');
  command.kill('SIGINT'); // npm passes on what the terminal already gave.
  const [code] = (await once(command, 'close')) as [number];
  expect(code).toBe(0);
  expect(lines.filter((line) => line === 'asked')).toHaveLength(1);
  expect(pids).toHaveLength(3);
  await expect.poll(() => pids.filter(isPidInUse)).toEqual([]); // The system may still have to reap an orphan.
  expect(isPidInUse(bystander.pid ?? 0)).toBe(true);
  bystander.kill();
});
