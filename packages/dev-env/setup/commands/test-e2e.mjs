import { prepare } from '../prepare.mjs';
import { endToEndNeeds, runEndToEndTests } from '../test-steps.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'test:e2e [-- filter]',
  summary: 'end-to-end tests in Chromium',
  run: async (args) => (await runEndToEndTests(await prepare(endToEndNeeds), args)).code,
};
