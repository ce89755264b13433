import { pino, type DestinationStream, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * Structured log on standard output. `info`: one line for each step of the server's life, never one for each request;
 * `debug`: requests. What could open a door is cut out wherever it is nested.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: { service: 'server' },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    redact: { paths: secretPaths(), censor: '[redacted]' },
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}

function secretPaths(): string[] {
  const names = ['password', 'token', 'secret', 'cookie', 'authorization', '["set-cookie"]'];
  return names.flatMap((name) => {
    const dotted = name.startsWith('[') ? name : `.${name}`;
    const bare = name;
    return [bare, `*${dotted}`, `*.*${dotted}`, `*.*.*${dotted}`];
  });
}
