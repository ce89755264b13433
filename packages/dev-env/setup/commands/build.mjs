import { prepare } from '../prepare.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'build',
  summary: 'build the web application',
  async run() {
    await prepare({ web: true });
    return 0;
  },
};
