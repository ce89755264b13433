// A command with a child that is slow to go, a grandchild that leaves its group, and one that ignores every request.
// usage: node stubborn-tree.mjs
import { runShown, stopOnSignals } from '../processes.mjs';

stopOnSignals(() => 0);
const leavesGroup = `require('node:child_process').spawn('sleep', ['1001'], { detached: true })`;
const ignores = `require('node:child_process').spawn('sh', ['-c', 'trap "" INT TERM; while :; do sleep 1; done'])`;
const report = `console.log('up', [${leavesGroup}.pid, ${ignores}.pid, process.pid].join(' '))`;
const stop = `process.on('SIGINT', () => { console.log('asked'); setTimeout(() => process.exit(0), 300) })`;
await runShown(process.execPath, ['-e', `${stop}; ${report}; setInterval(() => {}, 1e6)`], {
  stopsItsOwnChildren: true,
});
