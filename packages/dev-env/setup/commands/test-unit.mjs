import { prepare } from '../prepare.mjs';
import { runComponentTests, runUnitTests } from '../test-steps.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'test:unit [-- filter]',
  summary: 'pure and fast tests; without a filter also those of the components',
  async run(args) {
    const env = await prepare({});
    const { code } = await runUnitTests(env, args);
    if (args.length > 0) return code;
    const components = await runComponentTests(env);
    return code || components.code;
  },
};
