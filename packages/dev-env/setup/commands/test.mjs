import { say, sayFailure } from '../console.mjs';
import { oneLine } from '../fail.mjs';
import { holdOutput } from '../held-output.mjs';
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
    const { lines, exitCode } = summarize(await runParts(env));
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
 * Lint keeps one core for most of its time: types and unit tests, whose own time no assertion measures, run beside it.
 * @param {NodeJS.ProcessEnv} env
 */
async function runParts(env) {
  const output = holdOutput();
  const linting = timed({
    name: 'lint',
    hasTests: false,
    run: async () => ({ code: await runTools(lintTools, env, output) }),
  });
  const beside = await inTurn(partsBesideLint(env));
  sayTitle('lint');
  const lint = await linting;
  output.show();
  return [lint, ...beside, ...(await inTurn(partsAlone(env)))];
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Part[]}
 */
function partsBesideLint(env) {
  return [
    { name: 'types', hasTests: false, run: async () => ({ code: await runTools(typeTools(), env) }) },
    { name: 'unit', hasTests: true, run: () => runUnitTests(env) },
  ];
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Part[]}
 */
function partsAlone(env) {
  return [
    { name: 'simulation', hasTests: true, run: () => runSimulation(env) },
    { name: 'components', hasTests: true, run: () => runComponentTests(env) },
    { name: 'in Chromium', hasTests: true, run: () => runBrowserTests(env) },
    { name: 'integration', hasTests: true, run: () => runIntegrationTests(env) },
    { name: 'integration, external PG', hasTests: true, run: () => runIntegrationTestsOnDebianPostgres(env) },
    { name: 'end to end', hasTests: true, run: () => runEndToEndTests(env) },
  ];
}

/** @param {Part[]} parts */
async function inTurn(parts) {
  const results = [];
  for (const part of parts) {
    sayTitle(part.name);
    results.push(await timed(part));
  }
  return results;
}

/** @param {string} name */
function sayTitle(name) {
  say(`\n── ${name} ${'─'.repeat(Math.max(0, 60 - name.length))}`);
}

/**
 * A part that fails, in whatever way, does not keep the others from running: one run shows all.
 * @param {Part} part
 * @returns {Promise<import('../test-counts.mjs').StepResult>}
 */
async function timed({ name, hasTests, run }) {
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
