import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'museum [-- --id <bug>]',
  summary: 'plant each bug of the museum and let the simulation find it',
  async run(args) {
    const env = await prepare({});
    return runShown(runtimeNode(), ['packages/sync/src/simulation/museum/museum-cli.ts', ...args], { env });
  },
};
