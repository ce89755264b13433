import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { isAlive, isPidInUse, processesUnder } from './process-tree.mjs';

const stubbornTree = fileURLToPath(new URL('./testing/stubborn-tree.mjs', import.meta.url));

async function startTree() {
  const command = spawn(process.execPath, [stubbornTree], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  const output = createInterface(command.stdout).on('line', (line) => lines.push(line));
  const [first] = (await once(output, 'line')) as [string];
  const started = first.split(' ').slice(1).map(Number);
  const tree = processesUnder(command.pid ?? 0);
  expect(tree.map(({ pid }) => pid)).toEqual(expect.arrayContaining(started));
  return { command, lines, tree };
}

test('an interrupted command asks once, ends its whole tree, and ends well itself', async () => {
  const { command, lines, tree } = await startTree();
  const bystander = spawn('sleep', ['1000']);
  onTestFinished(() => void bystander.kill());
  command.kill('SIGINT');
  command.kill('SIGINT'); // npm passes on what the terminal already gave.
  const [code] = (await once(command, 'close')) as [number];
  expect(code).toBe(0);
  expect(lines.filter((line) => line === 'asked')).toHaveLength(1);
  expect(tree.filter(isAlive)).toEqual([]);
  expect(isPidInUse(bystander.pid ?? 0)).toBe(true);
});
