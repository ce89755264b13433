import { gzipSync } from 'node:zlib';
import type { ServerResponse } from 'node:http';
import type { Lie } from './device-spec.ts';
import { envelope, fault } from './soap-message.ts';

const soap = 'application/soap+xml; charset=utf-8';
/** 50 MB in the field's own units. */
const hugeBytes = 50 * 1024 * 1024;
const dripMs = 100;
const squeezed = gzipSync(Buffer.alloc(hugeBytes, 0x20), { level: 1 });

/** Answers a question with anything but the truth. Ends its timers when the connection does. */
export function lie(
  kind: Exclude<Lie, 'foreign_address'>,
  operation: string,
  response: ServerResponse,
): void {
  switch (kind) {
    case 'entity_bomb':
      return send(response, `${bomb()}${envelope('<trt:GetProfilesResponse>&i;</trt:GetProfilesResponse>')}`);
    case 'external_entity':
      return send(
        response,
        `<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>${envelope('<x>&f;</x>')}`,
      );
    case 'huge':
      response.writeHead(200, { 'content-type': soap, 'content-length': hugeBytes });
      return void pour(response, hugeBytes);
    case 'huge_chunked':
      response.writeHead(200, { 'content-type': soap });
      return void pour(response, hugeBytes);
    case 'slow_drip':
      return drip(response);
    case 'silent':
      return;
    case 'truncated':
      response.writeHead(200, { 'content-type': soap, 'content-length': 10_000 });
      response.write(envelope('<trt:Get').slice(0, 400));
      return void setImmediate(() => response.destroy());
    case 'reset':
      return void response.socket?.resetAndDestroy();
    case 'wrong_types':
      return send(response, envelope(wrongTypes(operation)));
    case 'other_answer':
      return send(response, envelope('<tds:GetHostnameResponse/>'));
    case 'not_soap':
      return send(response, '<html><body>Camera <b>web</b> page</body></html>');
    case 'deep':
      return send(response, envelope(`${'<x>'.repeat(100_000)}${'</x>'.repeat(100_000)}`));
    case 'wide':
      return send(response, envelope('<x/>'.repeat(200_000)));
    case 'namespaces':
      return send(response, envelope(`<x ${'xmlns'.repeat(150_000)}/>`));
    case 'gzip':
      response.writeHead(200, { 'content-type': soap, 'content-encoding': 'gzip' });
      return void response.end(squeezed);
    case 'redirect':
      return void response.writeHead(302, { location: 'http://198.51.100.7/onvif' }).end();
    case 'fault':
      return send(response, fault('Receiver', 'Action', 'The device is unwell'), 500);
  }
}

function send(response: ServerResponse, text: string, status = 200): void {
  response.writeHead(status, { 'content-type': soap, 'content-length': Buffer.byteLength(text) }).end(text);
}

function bomb(): string {
  const names = [...'abcdefghi'];
  const lines = names.map(
    (name, at) => `<!ENTITY ${name} "${at === 0 ? 'ha' : `&${names[at - 1] ?? ''};`.repeat(10)}">`,
  );
  return `<?xml version="1.0"?><!DOCTYPE lolz [${lines.join('')}]>`;
}

function wrongTypes(operation: string): string {
  const inside =
    '<Profiles>7</Profiles><Uri><x/></Uri><Preset token=""/><SystemDateAndTime><UTCDateTime>soon</UTCDateTime></SystemDateAndTime><Service>1</Service><Capabilities/>';
  return `<${operation}Response>${inside}</${operation}Response>`;
}

function pour(response: ServerResponse, bytes: number): void {
  const chunk = Buffer.alloc(64 * 1024, 0x61);
  let left = bytes;
  const more = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) return void response.once('drain', more);
    }
    if (!response.destroyed) response.end();
  };
  more();
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': soap });
  const timer = setInterval(() => response.write(' '), dripMs);
  response.once('close', () => clearInterval(timer));
}
