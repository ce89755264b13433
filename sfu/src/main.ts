import { setTimeout as wait } from 'node:timers/promises';
import { StartError } from './config/config.ts';
import { readEnvironment } from './config/read-environment.ts';
import { createSfu } from './sfu.ts';

/** A start that hangs is given up with what it holds. */
const startPatienceMs = 3_000;

try {
  const stopRequested = new Promise<void>((resolve) => {
    // `disconnect`: whoever started this program over a channel was killed, and nobody is left to stop it.
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect']) process.on(event, () => resolve());
  });
  const starting = createSfu(readEnvironment(process.env, process.cwd()));
  // From the first moment on: a start that is stopped half-way leaves no worker behind.
  void stopRequested
    .then(() => Promise.race([starting, wait(startPatienceMs)]))
    .then(async (sfu) => {
      await sfu?.close();
      process.exit(0);
    });
  await starting;
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  process.stderr.write(`sfu: ${error.message}\n`);
  process.exit(1);
}
