import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'verify -- <export>',
  summary: 'check an export offline; names the first thing that is not as it was signed',
  async run(args) {
    const env = await prepare({});
    return runShown(runtimeNode(), ['apps/server/src/evidence/verify/verify-cli.ts', ...args], { env });
  },
};
