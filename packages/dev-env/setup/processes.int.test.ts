import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { isAlive, isPidInUse, processesUnder } from './process-tree.mjs';

const provinceCommand = fileURLToPath(new URL('./testing/province-command.mjs', import.meta.url));
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

/** A database that takes connections and never says a word: a start that waits for it is half-way. */
async function silentDatabase(): Promise<string> {
  const server = createServer((socket) => void socket.on('error', () => socket.destroy()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return `postgres://nobody@127.0.0.1:${(server.address() as AddressInfo).port}/truc`;
}

function startProvince(dataDir: string, database: string) {
  const command = spawn(process.execPath, [provinceCommand], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, TRUC_DATA: dataDir, DATABASE_URL: database, TRUC_CAMERAS_PORT: '0' },
  });
  onTestFinished(() => void command.kill('SIGKILL'));
  let said = '';
  for (const stream of [command.stdout, command.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => (said += text));
  const ended = once(command, 'close').then(([code]) => ({ code: code as number, said }));
  const untilSaid = async (text: string) => {
    while (!said.includes(text)) await Promise.race([once(command.stdout, 'data'), ended]);
  };
  return { command, ended, untilSaid, tree: () => processesUnder(command.pid ?? 0) };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'truc-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('the start of the province', () => {
  test('that fails ends by itself with 1, leaves nothing running and lets its folder go', async () => {
    const folder = temporaryFolder();
    for (const attempt of ['the first', 'the next']) {
      const province = startProvince(folder, 'postgres://nobody@127.0.0.1:9/truc');
      await province.untilSaid('seeding');
      const tree = province.tree();
      expect(await province.ended, attempt).toMatchObject({ code: 1, said: expect.stringContaining('✗ ') });
      expect(tree.filter(isAlive)).toEqual([]);
    }
  });

  test('that is told to stop half-way ends soon, and with all that it had started', async () => {
    const province = startProvince(temporaryFolder(), await silentDatabase());
    await province.untilSaid('seeding');
    const tree = province.tree();
    const askedAt = performance.now();
    province.command.kill('SIGTERM');
    expect(await province.ended).toMatchObject({ code: 0 });
    // What does not end by itself is ended after ten seconds.
    expect(performance.now() - askedAt).toBeLessThan(9_900);
    expect(tree.filter(isAlive)).toEqual([]);
  });

  test('is refused where another one runs on the same folder, also one that is still starting', async () => {
    const folder = temporaryFolder();
    const database = await silentDatabase();
    const first = startProvince(folder, database);
    await first.untilSaid('seeding');
    const second = await startProvince(folder, database).ended;
    expect(second).toMatchObject({ code: 1, said: expect.stringContaining('is in use by process') });
    first.command.kill('SIGTERM');
    await first.ended;
  });
});
