import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { secondsSince, step } from '../console.mjs';
import { toolsFolder } from '../paths.mjs';
import { mustRun } from '../processes.mjs';

export const pnpmVersion = '12.21.0';

/** pnpm comes from npm into the checkout: nothing is installed for the whole machine, and every checkout has its own. */
export async function ensurePnpm() {
  const line = step('pnpm');
  if (installedVersion() === pnpmVersion) return line.done(pnpmVersion);
  const sinceMs = Date.now();
  line.begin(`installing ${pnpmVersion}`);
  mkdirSync(toolsFolder, { recursive: true });
  writeFileSync(join(toolsFolder, 'package.json'), '{"private":true,"allowScripts":{"pnpm":true}}\n');
  const { command, args } = npm();
  const install = ['install', '--prefix', toolsFolder, '--no-audit', '--no-fund', '--loglevel=error'];
  await mustRun(command, [...args, ...install, `pnpm@${pnpmVersion}`], {
    doing: 'npm install pnpm',
    logName: 'pnpm',
  });
  line.done(`${pnpmVersion}, installed in ${secondsSince(sinceMs)}`);
}

function installedVersion() {
  try {
    const manifest = readFileSync(join(toolsFolder, 'node_modules', 'pnpm', 'package.json'), 'utf8');
    return String(JSON.parse(manifest).version);
  } catch {
    return undefined; // Absent or half-written: install it.
  }
}

/** The npm that runs us where one does: it belongs to the Node that runs us. */
function npm() {
  const own = process.env.npm_execpath;
  if (own && /npm-cli\.c?js$/.test(own)) return { command: process.execPath, args: [own] };
  return { command: 'npm', args: [] };
}
