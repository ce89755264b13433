// `npm start` without its set-up: the province as a child, as province.mjs starts it.
// usage: node province-command.mjs
import { runtimeNode } from '../paths.mjs';
import { runShown, stopOnSignals } from '../processes.mjs';

stopOnSignals(() => 0);
process.exitCode = await runShown(runtimeNode(), ['packages/dev-env/src/main.ts'], {
  env: process.env,
  stopsItsOwnChildren: true,
  ipc: true,
});
