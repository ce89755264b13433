import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';
import { forBenches, forBrowserTests, forRunning } from '../steps/packages.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'bench -- <name>',
  summary: 'measure one thing and print a table; the last line is for machines',
  async run(args) {
    const packages = [
      ...forRunning,
      ...forBrowserTests,
      ...(args.includes('peers') || args.includes('all') ? forBenches : []),
    ];
    const env = await prepare({
      packages,
      purpose: 'for the benches',
      worker: true,
      cameraLoops: true,
      web: true,
    });
    return runShown(runtimeNode(), ['packages/dev-env/bench/main.ts', ...args], { env });
  },
};
