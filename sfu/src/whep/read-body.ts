import type { IncomingMessage } from 'node:http';
import { err, ok } from '@truc/base';
import type { Result, Timers } from '@truc/base';
import type { WhepError } from './whep-errors.ts';

export type BodyLimits = { readonly bytes: number; readonly withinMs: number };

/** The body as text, within its limits of size and time: what comes too slowly or is too long is not waited for. */
export function readBody(
  request: IncomingMessage,
  { bytes, withinMs }: BodyLimits,
  timers: Timers,
): Promise<Result<string, WhepError>> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let length = 0;
    const cancel = timers.after(withinMs, () => end(err('too_slow')));
    const end = (result: Result<string, WhepError>) => {
      cancel();
      request.pause();
      request.removeAllListeners('data');
      resolve(result);
    };
    request.on('data', (part: Buffer) => {
      length += part.length;
      if (length > bytes) return end(err('too_large'));
      parts.push(part);
    });
    request.once('end', () => end(ok(Buffer.concat(parts).toString('utf8'))));
    request.once('error', () => end(err('unparseable')));
    request.once('close', () => end(err('unparseable')));
  });
}
