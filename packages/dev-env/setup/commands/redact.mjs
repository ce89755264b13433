import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'redact -- <scope> <seq>',
  summary: 'take the body of one entry out by a decision; its place stays',
  async run(args) {
    const env = await prepare({});
    return runShown(runtimeNode(), ['apps/server/src/evidence/redact-cli.ts', ...args], { env });
  },
};
