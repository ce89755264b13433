import { prepare } from '../prepare.mjs';
import {
  integrationNeeds,
  runIntegrationTests,
  runIntegrationTestsOnDebianPostgres,
} from '../test-steps.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'test:int [-- filter]',
  summary: "tests with real databases, sockets and workers; without a filter also on Debian's PostgreSQL",
  async run(args) {
    const env = await prepare(integrationNeeds);
    const { code } = await runIntegrationTests(env, args);
    if (args.length > 0) return code;
    const external = await runIntegrationTestsOnDebianPostgres(env);
    return code || external.code;
  },
};
