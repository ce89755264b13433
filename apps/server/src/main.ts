import { completeConfig } from './config/config.ts';
import { parseEnvironment } from './config/environment.ts';
import { startServer } from './server.ts';

const env = parseEnvironment(process.env);
if (!env.ok) stopWith(env.error.detail ?? env.error.code);
const server = await startServer(completeConfig(env.value));
if (!server.ok) stopWith(server.error.detail ?? server.error.code);
const running = server.value;

let stopping = false;
// `disconnect`: whoever started this program over a channel was killed, and nobody is left to stop it.
for (const event of ['SIGTERM', 'SIGINT', 'disconnect'])
  process.on(event, () => {
    if (stopping) return;
    stopping = true;
    void running.close().then(() => process.exit(0));
  });

function stopWith(line: string): never {
  process.stderr.write(`server: ${line}\n`);
  process.exit(1);
}
