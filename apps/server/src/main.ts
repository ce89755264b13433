import { setTimeout as wait } from 'node:timers/promises';
import { completeConfig } from './config/config.ts';
import { parseEnvironment } from './config/environment.ts';
import { startServer } from './server.ts';

/** A start that hangs (a database that does not answer) is given up with what it holds. */
const startPatienceMs = 3_000;

const env = parseEnvironment(process.env);
if (!env.ok) stopWith(env.error.detail ?? env.error.code);
const stopRequested = new Promise<void>((resolve) => {
  // `disconnect`: whoever started this program over a channel was killed, and nobody is left to stop it.
  for (const event of ['SIGTERM', 'SIGINT', 'disconnect']) process.on(event, () => resolve());
});
const starting = startServer(completeConfig(env.value));
// From the first moment on: a start that is stopped half-way leaves no database behind.
void stopRequested
  .then(() => Promise.race([starting, wait(startPatienceMs)]))
  .then(async (started) => {
    if (started?.ok) await started.value.close();
    process.exit(0);
  });
const server = await starting;
if (!server.ok) stopWith(server.error.detail ?? server.error.code);

function stopWith(line: string): never {
  process.stderr.write(`server: ${line}\n`);
  process.exit(1);
}
