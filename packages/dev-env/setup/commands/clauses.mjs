import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'clauses',
  summary: 'print which tests cite each clause of the watch; fails on a hole',
  async run(args) {
    const env = await prepare({});
    return runShown(runtimeNode(), ['packages/dev-env/src/clauses/clauses-cli.ts', ...args], { env });
  },
};
