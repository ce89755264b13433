import { refuseTakenPorts, wantedPorts } from './ports.mjs';
import { runtimeNode } from './paths.mjs';
import { prepare } from './prepare.mjs';
import { runShown } from './processes.mjs';
import { forRunning } from './steps/packages.mjs';

/**
 * The whole province in one process tree: database, server, SFU, simulated cameras.
 * @param {{ needs: import('./prepare.mjs').Needs, args: string[] }} options
 * @returns {Promise<number>}
 */
export async function runProvince({ needs, args }) {
  const ports = wantedPorts(process.env);
  await refuseTakenPorts(ports);
  const purpose = 'to run the province';
  const env = await prepare({ packages: forRunning, purpose, worker: true, cameraLoops: true, ...needs });
  await refuseTakenPorts(ports); // A first set-up takes minutes, in which others may have come.
  return runShown(runtimeNode(), ['packages/dev-env/src/main.ts', ...args], {
    env,
    stopsItsOwnChildren: true,
    ipc: true,
  });
}
