import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRtspReader, encodeResponse } from './message.ts';
import { parseTransportHeader } from './transport-header.ts';

const describeRequest = 'DESCRIBE rtsp://h/cam RTSP/1.0\r\nCSeq: 2\r\nAccept: application/sdp\r\n\r\n';
const withBody = 'SET_PARAMETER rtsp://h/cam RTSP/1.0\r\nCSeq: 3\r\nContent-Length: 4\r\n\r\na: b';
const stream = Buffer.concat([
  Buffer.from(describeRequest),
  Buffer.from([0x24, 1, 0, 3, 7, 8, 9]),
  Buffer.from(withBody),
]);

describe('createRtspReader', () => {
  it('reads requests and interleaved frames however the bytes are cut', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 12 }), (cuts) => {
        const reader = createRtspReader();
        const edges = [0, ...cuts.sort((a, b) => a - b), stream.length];
        const found = edges.slice(1).flatMap((end, at) => reader.read(stream.subarray(edges[at], end)));
        expect(found).toMatchObject([
          { kind: 'request', request: { method: 'DESCRIBE', url: 'rtsp://h/cam', body: '' } },
          { kind: 'interleaved', channel: 1, data: Buffer.of(7, 8, 9) },
          { kind: 'request', request: { method: 'SET_PARAMETER', body: 'a: b' } },
        ]);
      }),
    );
  });

  it.each(['GET / HTTP/1.1\r\n\r\n', 'PLAY x RTSP/1.0\r\nContent-Length: -1\r\n\r\n', 'x'.repeat(20_000)])(
    'calls what is no request malformed (%#)',
    (text) => expect(createRtspReader().read(Buffer.from(text))).toEqual([{ kind: 'malformed' }]),
  );
});

it('counts a body in bytes, not in letters', () => {
  expect(encodeResponse({ status: 200, body: 'Trực' }, '5')).toContain('Content-Length: 6\r\n\r\nTrực');
});

describe('parseTransportHeader', () => {
  it.each([
    ['RTP/AVP/TCP;unicast;interleaved=2-3', { kind: 'tcp', channel: 2 }],
    ['RTP/AVP/TCP;unicast', { kind: 'tcp', channel: undefined }],
    [
      'RTP/AVP;multicast,RTP/AVP;unicast;client_port=5000-5001',
      { kind: 'udp', rtpPort: 5000, rtcpPort: 5001 },
    ],
    ['RTP/AVP/UDP;unicast;client_port=5000', { kind: 'udp', rtpPort: 5000, rtcpPort: 5001 }],
    ['RTP/AVP;multicast', undefined],
    ['RTP/AVP;unicast;client_port=70000-70001', undefined],
    ['RTP/SAVP;unicast;client_port=1-2', undefined],
    ['', undefined],
  ])('reads %j', (header, expected) => expect(parseTransportHeader(header)).toEqual(expected));
});
