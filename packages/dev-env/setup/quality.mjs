import { say } from './console.mjs';
import { runtimeNode } from './paths.mjs';
import { runShown } from './processes.mjs';

/** @typedef {{ name: string, command: string, args: string[] }} Tool */

/** @type {Tool[]} */
export const lintTools = [
  { name: 'prettier', command: 'prettier', args: ['--check', '--log-level=warn', '.'] },
  { name: 'eslint', command: 'eslint', args: ['.'] },
  {
    name: 'import cycles and floors',
    command: 'depcruise',
    args: ['--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'sfu', 'e2e'],
  },
];

/** @returns {Tool[]} */
export function typeTools() {
  return [
    // By its path: two TypeScripts own the name `tsc`. The native one finds the same faults in a quarter of the time.
    {
      name: 'types',
      command: runtimeNode(),
      args: ['node_modules/@typescript/native/bin/tsc', '-p', 'tsconfig.json'],
    },
    { name: 'types of the web application', command: 'pnpm', args: ['--filter', '@truc/web', 'check'] },
    { name: 'types of the visual language', command: 'pnpm', args: ['--filter', '@truc/ui', 'check'] },
  ];
}

/** @type {Tool[]} */
export const fixTools = [
  { name: 'eslint --fix', command: 'eslint', args: ['.', '--fix'] },
  { name: 'prettier --write', command: 'prettier', args: ['--write', '--log-level=warn', '.'] },
];

/**
 * Runs them all, also after one failed: one run shows everything.
 * @param {Tool[]} tools
 * @param {NodeJS.ProcessEnv} env
 * @param {{ run: typeof runShown, say: typeof say }} [output] where it is shown; default: our own terminal, at once
 * @returns {Promise<number>} the first exit code that is not 0
 */
export async function runTools(tools, env, output = { run: runShown, say }) {
  let result = 0;
  for (const { name, command, args } of tools) {
    const code = await output.run(command, args, { env });
    output.say(`${code === 0 ? '✓' : '✗'} ${name}`);
    result ||= code;
  }
  return result;
}
