import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runtimeNode, toolsFolder } from './paths.mjs';
import { withPostgres15 } from './postgres15.mjs';
import { runShown } from './processes.mjs';
import { forBrowserTests, forIntegrationTests, forRunning } from './steps/packages.mjs';
import { countPlaywright, countVitest } from './test-counts.mjs';

/** @typedef {{ code: number, counts: import('./test-counts.mjs').Counts | undefined }} TestOutcome */

/** @type {import('./prepare.mjs').Needs} */
export const integrationNeeds = {
  packages: [...forRunning, ...forIntegrationTests],
  purpose: 'for the integration tests',
  worker: true,
  cameraLoops: true,
};

/** @type {import('./prepare.mjs').Needs} */
export const endToEndNeeds = {
  packages: [...forRunning, ...forBrowserTests],
  purpose: 'for the end-to-end tests',
  worker: true,
  cameraLoops: true,
  web: true,
};

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} [args]
 */
export function runUnitTests(env, args = []) {
  return runVitest('unit', ['--project', 'unit', ...args], env);
}

/**
 * The first 10,000 seeds of the whole system's simulation, some two minutes of them: one test that all pass. Always the same ones,
 * so that a run says the same of the same code; `npm run sim` takes others.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<TestOutcome>}
 */
export async function runSimulation(env) {
  const cli = 'packages/sync/src/simulation/simulate-cli.ts';
  const code = await runShown(runtimeNode(), [cli, '--seeds', '10000'], { env });
  return { code, counts: { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 } };
}

/**
 * Svelte components, drawn by jsdom: they need the visual language's own compiler settings.
 * @param {NodeJS.ProcessEnv} env
 */
export function runComponentTests(env) {
  return runVitest('components', ['--root', 'packages/ui'], env);
}

/**
 * The contracts of the stores on Chromium's own IndexedDB and WebCrypto, in a page.
 * @param {NodeJS.ProcessEnv} env
 */
export function runBrowserTests(env) {
  return runVitest('browser', ['--project', 'browser'], env);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} [args]
 */
export function runIntegrationTests(env, args = []) {
  return runVitest('integration', ['--project', 'int', ...args], env);
}

/**
 * The server's tests once more with an external database, the oldest PostgreSQL that we promise to run on.
 * @param {NodeJS.ProcessEnv} env
 */
export function runIntegrationTestsOnDebianPostgres(env) {
  return withPostgres15((url) =>
    runVitest('integration-external', ['--project', 'int', 'apps/server'], { ...env, DATABASE_URL: url }),
  );
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {string[]} [args]
 * @returns {Promise<TestOutcome>}
 */
export async function runEndToEndTests(env, args = []) {
  const report = emptyReport('e2e');
  const config = ['test', '--config', 'e2e/playwright.config.ts', '--reporter=list,json'];
  const withReport = { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report };
  const code = await runShown('playwright', [...config, ...args], { env: withReport });
  return { code, counts: countPlaywright(readReport(report)) };
}

/**
 * @param {string} name
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<TestOutcome>}
 */
async function runVitest(name, args, env) {
  const report = emptyReport(name);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const code = await runShown('vitest', ['run', ...args, ...reporters], { env });
  return { code, counts: countVitest(readReport(report)) };
}

/** @param {string} name */
function emptyReport(name) {
  const file = join(toolsFolder, 'reports', `${name}.json`);
  rmSync(file, { force: true }); // An old report must not pass for this run's.
  return file;
}

/**
 * @param {string} file
 * @returns {unknown} nothing where the tool wrote none
 */
function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined; // It died before it could report: the step counts as failed.
  }
}
