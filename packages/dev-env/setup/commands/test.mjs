import { say, sayFailure } from '../console.mjs';
import { oneLine } from '../fail.mjs';
import { prepare } from '../prepare.mjs';
import { lintTools, runTools, typeTools } from '../quality.mjs';
import { forBrowserTests } from '../steps/packages.mjs';
import { summarize } from '../test-counts.mjs';
import {
  integrationNeeds,
  runBrowserTests,
  runComponentTests,
  runEndToEndTests,
  runIntegrationTests,
  runIntegrationTestsOnDebianPostgres,
  runSimulation,
  runUnitTests,
} from '../test-steps.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'test',
  summary: 'everything: lint, types, unit, integration and end-to-end tests',
  async run() {
    const packages = [...(integrationNeeds.packages ?? []), ...forBrowserTests];
    const env = await prepare({ ...integrationNeeds, packages, purpose: 'for the tests', web: true });
    const results = [];
    for (const part of partsOf(env)) results.push(await runPart(part));
    const { lines, exitCode } = summarize(results);
    say(`\n${lines.join('\n')}`);
    return exitCode;
  },
};

/**
 * @typedef {object} Part
 * @property {string} name
 * @property {boolean} hasTests
 * @property {() => Promise<Partial<import('../test-steps.mjs').TestOutcome> & { code: number }>} run
 */

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Part[]}
 */
function partsOf(env) {
  return [
    { name: 'lint', hasTests: false, run: async () => ({ code: await runTools(lintTools, env) }) },
    { name: 'types', hasTests: false, run: async () => ({ code: await runTools(typeTools(), env) }) },
    { name: 'unit', hasTests: true, run: () => runUnitTests(env) },
    { name: 'simulation', hasTests: true, run: () => runSimulation(env) },
    { name: 'components', hasTests: true, run: () => runComponentTests(env) },
    { name: 'in Chromium', hasTests: true, run: () => runBrowserTests(env) },
    { name: 'integration', hasTests: true, run: () => runIntegrationTests(env) },
    { name: 'integration, external PG', hasTests: true, run: () => runIntegrationTestsOnDebianPostgres(env) },
    { name: 'end to end', hasTests: true, run: () => runEndToEndTests(env) },
  ];
}

/**
 * A part that fails, in whatever way, does not keep the others from running: one run shows all.
 * @param {Part} part
 * @returns {Promise<import('../test-counts.mjs').StepResult>}
 */
async function runPart({ name, hasTests, run }) {
  say(`\n── ${name} ${'─'.repeat(Math.max(0, 60 - name.length))}`);
  const sinceMs = Date.now();
  const seconds = () => (Date.now() - sinceMs) / 1000;
  try {
    const { code, counts } = await run();
    return { name, hasTests, code, seconds: seconds(), ...(counts ? { counts } : {}) };
  } catch (error) {
    sayFailure(oneLine(error));
    return { name, hasTests, code: 1, seconds: seconds() };
  }
}
