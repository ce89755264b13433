import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'export -- <what> <file>',
  summary: 'write a file that proves itself: a scope, a facility, or all',
  async run(args) {
    const env = await prepare({});
    return runShown(runtimeNode(), ['apps/server/src/evidence/export/export-cli.ts', ...args], { env });
  },
};
