import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as v from 'valibot';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpClient } from './http-client.ts';

const Answer = v.strictObject({ got: v.number() });
let close: (() => void) | undefined;

afterEach(() => {
  close?.();
  close = undefined;
});

describe('createHttpClient', () => {
  it('gzips a body over 1 KB and leaves a small one as it is', async () => {
    const request = await serve((octets, message, response) => {
      const packed = message.headers['content-encoding'] === 'gzip';
      const text = (packed ? gunzipSync(octets) : octets).toString('utf8');
      json(response, 200, { got: packed ? text.length : -text.length });
    });
    expect(await request({ text: 'x' })).toEqual({ ok: true, value: { got: -12 } });
    expect(await request({ text: 'x'.repeat(2_000) })).toEqual({ ok: true, value: { got: 2_011 } });
  });

  it('[RT12] calls an answer that was damaged on the way a bad one, and takes one that fits its digest', async () => {
    const text = '{"got":4}';
    const digest = createHash('sha256').update(text).digest('base64url');
    let arrives = text;
    const request = await serve((_, __, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'truc-digest': digest }).end(arrives);
    });
    expect(await request({})).toEqual({ ok: true, value: { got: 4 } });
    arrives = '{"got":5}';
    expect(await request({})).toMatchObject({ ok: false, error: { code: 'bad_answer' } });
  });

  it('gives the stable code of a refusal', async () => {
    const request = await serve((_, __, response) => json(response, 401, { code: 'not_signed_in' }));
    expect(await request({})).toEqual({ ok: false, error: { code: 'not_signed_in' } });
  });

  it('calls a portal page with status 200 a bad answer', async () => {
    const request = await serve((_, __, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Wi-Fi</html>');
    });
    expect(await request({})).toMatchObject({ ok: false, error: { code: 'bad_answer' } });
  });

  it('follows no redirect', async () => {
    const request = await serve((_, __, response) => {
      response.writeHead(302, { location: 'http://portal.invalid/' }).end();
    });
    expect(await request({})).toMatchObject({ ok: false, error: { code: 'unreachable' } });
  });

  it('ends by the deadline when nobody answers', async () => {
    const request = await serve(() => undefined);
    expect(await request({}, 40)).toEqual({ ok: false, error: { code: 'timeout' } });
  });

  it('reports an answer that breaks off as unreachable', async () => {
    const request = await serve((_, __, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"got":');
      setImmediate(() => response.destroy());
    });
    expect(await request({})).toEqual({ ok: false, error: { code: 'unreachable' } });
  });
});

type Answering = (octets: Buffer, message: IncomingMessage, response: ServerResponse) => void;

async function serve(answer: Answering) {
  const server = createServer((message, response) => {
    const parts: Buffer[] = [];
    message.on('data', (part: Buffer) => parts.push(part));
    message.on('end', () => answer(Buffer.concat(parts), message, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createHttpClient((path, init) =>
    fetch(new URL(path instanceof Request ? path.url : path, origin), init),
  );
  return (body: unknown, deadlineMs = 2_000) =>
    client.request({ method: 'POST', path: '/api/x', body, answer: Answer, deadlineMs });
}

function json(response: ServerResponse, status: number, body: unknown) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}
