import { prepare } from '../prepare.mjs';
import { lintTools, runTools } from '../quality.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'lint',
  summary: 'format, lint rules, import floors and cycles',
  run: async () => runTools(lintTools, await prepare({})),
};
