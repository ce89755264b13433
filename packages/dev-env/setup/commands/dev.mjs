import { runProvince } from '../province.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'dev',
  summary: 'as start, with hot reload of web, server and SFU',
  runsUntilStopped: true,
  run: () => runProvince({ needs: {}, args: ['--dev'] }),
};
