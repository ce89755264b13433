import { join } from 'node:path';
import { startChild, type Child } from './child.ts';
import { checkout } from './checkout.ts';
import { untilReady } from './ready.ts';

const port = 5173;
const readyDeadlineMs = 60_000;

/** Vite with hot reload in front of a running server, which it asks for all that is not the web's own. */
export async function startWebDevServer(options: {
  readonly dataDir: string;
  readonly serverUrl: string;
}): Promise<Child & { readonly url: string }> {
  const url = `http://127.0.0.1:${port}`;
  const child = startChild({
    name: 'web',
    args: [
      'node_modules/vite/bin/vite.js',
      'dev',
      '--host',
      '127.0.0.1',
      '--port',
      String(port),
      '--strictPort',
    ],
    cwd: join(checkout, 'apps/web'),
    env: { TRUC_SERVER_URL: options.serverUrl, TRUC_PORT: new URL(options.serverUrl).port },
    logFile: join(options.dataDir, 'logs', 'web.log'),
  });
  try {
    await untilReady(child, url, { deadlineMs: readyDeadlineMs });
  } catch (problem) {
    await child.stop();
    throw problem;
  }
  return { ...child, url };
}
