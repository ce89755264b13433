import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'witness -- <server> <folder>',
  summary: 'cosign checkpoints from outside, as long as each goes on from the one before',
  async run(args) {
    const env = await prepare({});
    return runShown(runtimeNode(), ['apps/server/src/evidence/witness-cli.ts', ...args], { env });
  },
};
