import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'cameras -- discover [interface ...] | list | put | remove',
  summary: 'find cameras over ONVIF and keep the sealed register; the rest of the words go to it',
  async run(args) {
    const env = await prepare({});
    return runShown(runtimeNode(), ['sfu/src/register-cli.ts', ...args], { env, readsInput: true });
  },
};
