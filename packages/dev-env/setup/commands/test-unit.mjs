import { prepare } from '../prepare.mjs';
import { runUnitTests } from '../test-steps.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'test:unit [-- filter]',
  summary: 'pure and fast tests',
  run: async (args) => (await runUnitTests(await prepare({}), args)).code,
};
