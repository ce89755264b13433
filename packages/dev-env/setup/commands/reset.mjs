import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'reset',
  summary: 'delete the data of the demonstration province; caches stay',
  async run(args) {
    const env = await prepare({});
    return runShown(runtimeNode(), ['packages/dev-env/src/reset-cli.ts', ...args], { env });
  },
};
