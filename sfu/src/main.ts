import { StartError } from './config/config.ts';
import { readEnvironment } from './config/read-environment.ts';
import { createSfu } from './sfu.ts';

try {
  const sfu = await createSfu(readEnvironment(process.env, process.cwd()));
  const stop = () => void sfu.close().then(() => process.exit(0));
  // `disconnect`: whoever started this program over a channel was killed, and nobody is left to stop it.
  for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.once(event, stop);
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`sfu: ${error.message}\n`);
  process.exit(1);
}
