import { sayFailure } from './console.mjs';
import { oneLine } from './fail.mjs';
import { stopOnSignals } from './processes.mjs';

/**
 * @typedef {object} Command
 * @property {string} usage
 * @property {string} summary
 * @property {(args: string[]) => Promise<number>} run resolves to the exit code
 * @property {boolean} [runsUntilStopped] Ctrl-C is its normal end, not an interruption
 */

/** @type {Record<string, () => Promise<{ command: Command }>>} */
const commands = {
  start: () => import('./commands/start.mjs'),
  dev: () => import('./commands/dev.mjs'),
  test: () => import('./commands/test.mjs'),
  'test:unit': () => import('./commands/test-unit.mjs'),
  'test:int': () => import('./commands/test-int.mjs'),
  'test:e2e': () => import('./commands/test-e2e.mjs'),
  check: () => import('./commands/check.mjs'),
  lint: () => import('./commands/lint.mjs'),
  fix: () => import('./commands/fix.mjs'),
  build: () => import('./commands/build.mjs'),
  bench: () => import('./commands/bench.mjs'),
  sim: () => import('./commands/sim.mjs'),
  museum: () => import('./commands/museum.mjs'),
  clauses: () => import('./commands/clauses.mjs'),
  seed: () => import('./commands/seed.mjs'),
  export: () => import('./commands/export.mjs'),
  verify: () => import('./commands/verify.mjs'),
  witness: () => import('./commands/witness.mjs'),
  drill: () => import('./commands/drill.mjs'),
  redact: () => import('./commands/redact.mjs'),
  cameras: () => import('./commands/cameras.mjs'),

  reset: () => import('./commands/reset.mjs'),
};
const interrupted = 130;

/**
 * @param {string | undefined} name
 * @param {string[]} args
 */
export async function runCommand(name, args) {
  process.exitCode = await run(name, args).catch((error) => {
    sayFailure(oneLine(error));
    return 1;
  });
}

/**
 * @param {string | undefined} name
 * @param {string[]} args
 * @returns {Promise<number>}
 */
async function run(name, args) {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') return showHelp();
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!load) {
    sayFailure(`there is no command "${name}": node packages/dev-env/setup/cli.mjs --help lists them`);
    return 1;
  }
  const { command } = await load();
  if (args.includes('--help')) return showUsage(command);
  stopOnSignals(() => (command.runsUntilStopped ? 0 : interrupted));
  return command.run(args);
}

async function showHelp() {
  console.log('Trực: npm run <command>, or npm start and npm test\n');
  for (const load of Object.values(commands)) showUsage((await load()).command);
  return 0;
}

/** @param {Command} command */
function showUsage({ usage, summary }) {
  console.log(`  ${usage.padEnd(22)} ${summary}`);
  return 0;
}
