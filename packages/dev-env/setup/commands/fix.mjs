import { prepare } from '../prepare.mjs';
import { fixTools, runTools } from '../quality.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'fix',
  summary: 'repair what the linter and the formatter can',
  run: async () => runTools(fixTools, await prepare({})),
};
