import { runtimeNode } from '../paths.mjs';
import { prepare } from '../prepare.mjs';
import { runShown } from '../processes.mjs';

/** @type {import('../commands.mjs').Command} */
export const command = {
  usage: 'drill',
  summary: 'restore an old backup and let tablets refill it, to see that they do',
  async run() {
    const env = await prepare({});
    return runShown(runtimeNode(), ['packages/dev-env/src/drill/drill-cli.ts'], { env });
  },
};
