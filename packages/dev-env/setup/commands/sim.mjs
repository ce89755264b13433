import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'sim -- --seeds <n>',
  summary: 'run seeds of the whole system’s simulation, or one with --seed',
  async run(args) {
    const env = await prepare({});
    return runShown(runtimeNode(), ['packages/sync/src/simulation/simulate-cli.ts', ...args], { env });
  },
};
