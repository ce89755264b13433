import { prepare } from '../prepare.mjs';
import { runTools, typeTools } from '../quality.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'check',
  summary: 'types of every package',
  async run() {
    const env = await prepare({}); // First: which Node and which tools there are depends on it.
    return runTools(typeTools(), env);
  },
};
