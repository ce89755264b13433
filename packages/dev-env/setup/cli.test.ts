import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { isAtLeast, nodeTooOldMessage } from './node-version.mjs';
import { diskMessage } from './disk.mjs';
import { isDiskFull, oneLine, toolFailure } from './fail.mjs';
import { runtimeMessage } from './steps/node.mjs';

const cli = fileURLToPath(new URL('./cli.mjs', import.meta.url));

function runCli(args: string[], nodeArgs: string[] = []) {
  return spawnSync(process.execPath, [...nodeArgs, cli, ...args], { encoding: 'utf8' });
}

test('a Node that is too old is refused in one line, before anything else is loaded', () => {
  const pretend = `data:text/javascript,Object.defineProperty(process.versions,'node',{value:'16.20.2'})`;
  const { status, stdout, stderr } = runCli(['start'], ['--import', pretend]);
  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    '✗ Node 16.20.2 is too old: install Node 18.17 or newer (24 is best), then run this again\n',
  );
});

test.each([
  ['18.16.1', false],
  ['18.17.0', true],
  ['20.20.2', true],
])('Node %s may start the set-up: %s', (version, isEnough) => {
  expect(nodeTooOldMessage(version) === undefined).toBe(isEnough);
});

test('a Node of the system that cannot run the programs is told what would', () => {
  expect(isAtLeast('22.16.0', { major: 22, minor: 17 })).toBe(false);
  expect(isAtLeast('24.0.0', { major: 22, minor: 17 })).toBe(true);
  expect(runtimeMessage('20.1.0')).toMatch(/^Node 20\.1\.0 cannot run .* install Node 22\.17 or newer/);
});

test('an unknown command is refused in one line', () => {
  const { status, stderr } = runCli(['frobnicate']);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^✗ there is no command "frobnicate": .*--help lists them\n$/);
});

test.each(['constructor', '__proto__'])('the command %s is unknown too', (name) => {
  expect(runCli([name]).stderr).toContain(`no command "${name}"`);
});

test('help lists every command that package.json offers', async () => {
  const { default: manifest } = await import('../../../package.json', { with: { type: 'json' } });
  const { stdout } = runCli(['--help']);
  for (const name of Object.keys(manifest.scripts)) expect(stdout).toMatch(new RegExp(`^  ${name}\\b`, 'm'));
});

test('too little disk is told with what is there and what is needed', () => {
  const facts = { what: 'cache, /home/an/.cache/truc', freeBytes: 1.24e9, neededBytes: 3e9 };
  expect(diskMessage(facts)).toMatch(
    /^only 1\.2 GB free on the disk of the cache, .*: free at least 3\.0 GB/,
  );
  expect(diskMessage({ ...facts, freeBytes: 3e9 })).toBeUndefined();
});

test('a disk that fills up later is told in one line, from a tool and from Node', () => {
  const fromNode = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  const fromApt = "E: You don't have enough free space in /var/cache/apt/archives/.";
  expect(oneLine(fromNode)).toMatch(/^the disk is full: free some space/);
  expect(isDiskFull(fromApt)).toBe(true);
  const outcome = { code: 2, tail: 'cc1plus: fatal error: write: No space left on device', log: '/x.log' };
  expect(toolFailure('building', outcome).message).toMatch(/^the disk is full/);
});

test('a tool that fails is told with its own last telling line and its log', () => {
  const tail = 'resolving\n ERR_PNPM_OUTDATED_LOCKFILE  Cannot install\n\nbye';
  expect(toolFailure('pnpm install', { code: 1, tail, log: '/x.log' }).message).toBe(
    'pnpm install failed (exit 1): ERR_PNPM_OUTDATED_LOCKFILE  Cannot install; see /x.log',
  );
});
