import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interleave } from '../testing/rtp-samples.ts';
import { createMessageReader } from './message-reader.ts';
import type { MessageReader } from './message-reader.ts';

function createRig() {
  const events: string[] = [];
  const reader: MessageReader = createMessageReader({
    onResponse: (response) => events.push(`response ${response.status} ${response.body}`),
    onRequest: (request) => events.push(`request ${request.method}`),
    onInterleaved: (channel, bytes, { start, end }) =>
      events.push(`${channel} ${bytes.toString('hex', start, end)}`),
    onError: (code) => events.push(`error ${code}`),
  });
  return { reader, events };
}

const stream = Buffer.concat([
  Buffer.from('RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 5\r\n\r\nv=0$\n'),
  interleave(0, Buffer.from('R$TSP/1.0 200 OK\r\n\r\n')),
  interleave(1, Buffer.alloc(0)),
  Buffer.from('\r\nRTSP/1.0 404 Not Found\nCSeq: 2\n\n'),
  interleave(2, Buffer.alloc(70, 0x24)),
  Buffer.from('OPTIONS rtsp://x/ RTSP/1.0\r\nCSeq: 9\r\n\r\n'),
]);
const expected = [
  'response 200 v=0$\n',
  `0 ${Buffer.from('R$TSP/1.0 200 OK\r\n\r\n').toString('hex')}`,
  '1 ',
  'response 404 ',
  `2 ${'24'.repeat(70)}`,
  'request OPTIONS',
];

describe('the reader of the TCP stream', () => {
  it('reads the same whatever the chunks are, and keeps nothing of their memory', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (sizes) => {
        const { reader, events } = createRig();
        for (let at = 0, turn = 0; at < stream.length; turn += 1) {
          const chunk = Buffer.from(stream.subarray(at, at + (sizes[turn % sizes.length] ?? 1)));
          reader.push(chunk);
          at += chunk.length;
          chunk.fill(0xff);
        }
        expect(events).toEqual(expected);
      }),
    );
  });

  it.each([
    ['another protocol', 'HTTP/1.1 400 Bad Request\r\n\r\n', 'not_rtsp'],
    ['octets that are no text', '\x00\x01\x02', 'not_rtsp'],
    ['a head without end', `RTSP/1.0 200 OK\r\n${'X: y\r\n'.repeat(4000)}`, 'head_too_large'],
    ['a body that fills memory', 'RTSP/1.0 200 OK\r\nContent-Length: 900000000\r\n\r\n', 'body_too_large'],
    ['a length that is none', 'RTSP/1.0 200 OK\r\nContent-Length: -5\r\n\r\n', 'length_invalid'],
    ['a header line without a name', 'RTSP/1.0 200 OK\r\nnonsense\r\n\r\n', 'not_rtsp'],
  ])('ends at %s, and says so once', (_name, text, code) => {
    const { reader, events } = createRig();
    reader.push(Buffer.from(text, 'latin1'));
    reader.push(stream);
    expect(events).toEqual([`error ${code}`]);
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 200 })), (chunks) => {
        const { reader } = createRig();
        for (const chunk of chunks) reader.push(Buffer.from(chunk));
      }),
    );
  });
});
