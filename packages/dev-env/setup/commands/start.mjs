import { runProvince } from '../province.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'start',
  summary: 'prepare everything, then run the demonstration province until Ctrl-C',
  runsUntilStopped: true,
  run: () => runProvince({ needs: { web: true }, args: [] }),
};
