import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'seed -- <situation>',
  summary: 'put the data folder into a named situation',
  async run(args) {
    const env = await prepare({});
    return runShown(runtimeNode(), ['packages/dev-env/src/seed-cli.ts', ...args], { env });
  },
};
