import { request as askPlain, type IncomingMessage, type Server } from 'node:http';
import { request as askSecurely } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Logger } from '../telemetry/log.ts';

export type SfuProxyOptions = {
  readonly http: Server;
  /** Origin of the SFU behind a path: of the node that it names, or of the one that is meant where it names none. */
  readonly originOf: (node: string | undefined) => string | undefined;
  /** Whether the caller may pass: his origin and his session. */
  readonly mayPass: (request: IncomingMessage) => Promise<boolean>;
  readonly log: Logger;
};

const sfuPath = /^\/sfu\/(?:node\/([a-z0-9-]{1,32})\/)?$/;
/** Other upgrades that this server takes, which are none of ours. */
const realtimePath = '/rt';
const answerWithinMs = 5_000;

/**
 * Pipes WebSockets of `/sfu/` and `/sfu/node/{name}/`, and nothing else, to the SFU's signalling, so that a browser speaks to one origin. Media never
 * comes this way. Cookies stay here: the SFU knows grants, not sessions.
 */
export function proxySfu(options: SfuProxyOptions): void {
  options.http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { pathname: path, search } = new URL(request.url ?? '/', 'http://server');
    if (path === realtimePath || path === `${realtimePath}/`) return;
    socket.on('error', () => socket.destroy());
    const match = sfuPath.exec(path);
    const origin = match === null ? undefined : options.originOf(match[1]);
    if (origin === undefined) return refuse(socket, '404 Not Found', 'not_found');
    const url = new URL(`/sfu/${search}`, origin);
    options.mayPass(request).then(
      (passes) =>
        passes
          ? pipeTo(options, { request, socket, head, url })
          : refuse(socket, '403 Forbidden', 'not_permitted'),
      (error: Error) => {
        options.log.warn({ err: error.message }, 'a caller of the SFU could not be checked');
        refuse(socket, '503 Service Unavailable', 'unavailable');
      },
    );
  });
}

type Upgrade = {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly url: URL;
};

function pipeTo({ log }: SfuProxyOptions, { request, socket, head, url }: Upgrade): void {
  const { cookie: _kept, origin: _checked, ...headers } = request.headers;
  const ask = url.protocol === 'https:' ? askSecurely : askPlain;
  const onward = ask(url, { headers: { ...headers, host: url.host }, agent: false });
  onward.setTimeout(answerWithinMs, () => onward.destroy(new Error('no answer')));
  onward.on('error', (error) => {
    log.debug({ err: error.message }, 'the SFU did not answer');
    refuse(socket, '503 Service Unavailable', 'unavailable');
  });
  onward.on('response', (answer) => {
    answer.resume();
    refuse(socket, `${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}`, 'unavailable');
  });
  onward.on('upgrade', (answer, sfu: Duplex, sfuHead) => {
    onward.setTimeout(0);
    sfu.on('error', () => socket.destroy());
    sfu.on('close', () => socket.destroy());
    socket.on('close', () => sfu.destroy());
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${rawHeaders(answer)}\r\n`);
    socket.write(sfuHead);
    sfu.write(head);
    sfu.pipe(socket).pipe(sfu);
  });
  socket.on('close', () => onward.destroy());
  onward.end();
}

function rawHeaders({ rawHeaders: raw }: IncomingMessage): string {
  let text = '';
  for (let at = 0; at + 1 < raw.length; at += 2) text += `${raw[at]}: ${raw[at + 1]}\r\n`;
  return text;
}

function refuse(socket: Duplex, status: string, code: string): void {
  if (!socket.writable) return;
  const body = JSON.stringify({ code });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
  );
}
