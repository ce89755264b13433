import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseChallenge } from '@truc/sfu/digest';
import { createSimulatedTime } from '../../testing/simulated-time.ts';
import { ingestReasons } from '../ingest-state.ts';
import { interleave, rtpPacket, samplePps, sampleSps, slice } from '../testing/rtp-samples.ts';
import { createMessageReader } from './message-reader.ts';
import { parseSdp } from './sdp.ts';
import { createRtspSession } from './session.ts';
import type { SessionEnd } from './session.ts';

const sprop = `${sampleSps.toString('base64')},${samplePps.toString('base64')}`;
const sdp = [
  'v=0',
  'a=control:*',
  'm=video 0 RTP/AVP 96',
  'a=rtpmap:96 H264/90000',
  `a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sprop}`,
  'a=control:track1',
  '',
].join('\r\n');
const answers = [
  '200 OK\r\nCSeq: 1\r\nPublic: DESCRIBE, GET_PARAMETER\r\n\r\n',
  '401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest realm="r", nonce="n", qop="auth"\r\n\r\n',
  `200 OK\r\nCSeq: 3\r\nContent-Base: rtsp://cam/live/\r\nContent-Length: ${sdp.length}\r\n\r\n${sdp}`,
  '200 OK\r\nCSeq: 4\r\nSession: 77;timeout=20\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n\r\n',
  '200 OK\r\nCSeq: 5\r\n\r\n',
].map((text) => Buffer.from(`RTSP/1.0 ${text}`));
const packet = (sequence: number) =>
  interleave(0, rtpPacket(slice(5), { sequence, timestamp: 9_000, marker: true }));

/** A client that is fed octets and keeps what became of it. */
function createClient() {
  const time = createSimulatedTime();
  const events: string[] = [];
  let end: SessionEnd | undefined;
  const session = createRtspSession({
    requestUrl: 'rtsp://cam/live',
    credentials: { username: 'u', password: 'p' },
    timers: time.timers,
    responseTimeoutMs: 5_000,
    takesH265: true,
    send: () => {},
    onReady: (_track, channels) => events.push(`ready ${channels.rtp}-${channels.rtcp}`),
    onPlaying: () => events.push('playing'),
    onEnd: (how) => (end = how),
  });
  const reader = createMessageReader({
    onResponse: (response) => session.handleResponse(response),
    onRequest: () => {},
    onInterleaved: (_channel, bytes, range) => events.push(`packet ${bytes.readUInt16BE(range.start + 2)}`),
    onError: (code) => (end = { kind: 'failed', failure: { reason: 'protocol_error', detail: code } }),
  });
  session.start();
  return { reader, events, end: () => end };
}

function pushInPieces(push: (chunk: Buffer) => void, stream: Buffer, sizes: readonly number[]): void {
  for (let at = 0, turn = 0; at < stream.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? 1;
    push(Buffer.from(stream.subarray(at, at + size)));
    at += size;
  }
}

const sizes = fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 20 });
const mutation = fc.record({
  at: fc.nat(2_000),
  cut: fc.nat(20),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 12 }),
    fc
      .constantFrom(
        '\r\n',
        '\r\n\r\n',
        '$',
        'RTSP/1.0 200 OK\r\n',
        'CSeq: 2\r\n',
        'a=rtpmap:96 H265/1\r\n',
        ':',
        '=',
      )
      .map((text) => new Uint8Array(Buffer.from(text))),
  ),
});

describe('an RTSP camera', () => {
  it('is understood alike however its octets are cut, with pictures between its answers', () => {
    const stream = Buffer.concat(
      answers.flatMap((answer, index) => [answer, packet(index), packet(index + 100)]),
    );
    fc.assert(
      fc.property(sizes, (pieces) => {
        const { reader, events, end } = createClient();
        pushInPieces((chunk) => reader.push(chunk), stream, pieces);
        expect(end()).toBeUndefined();
        expect(events.filter((event) => event.startsWith('packet'))).toHaveLength(2 * answers.length);
        expect(events).toContain('ready 0-1');
        expect(events).toContain('playing');
      }),
    );
  });

  it('that answers nonsense ends with a reason that has a name, and nothing of its own text', () => {
    const stream = Buffer.concat(answers.flatMap((answer, index) => [answer, packet(index)]));
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 8 }), sizes, (mutations, pieces) => {
        let mutated = stream;
        for (const { at, cut, put } of mutations)
          mutated = Buffer.concat([mutated.subarray(0, at), put, mutated.subarray(at + cut)]);
        const { reader, end } = createClient();
        pushInPieces((chunk) => reader.push(chunk), mutated, pieces);
        const how = end();
        if (how?.kind !== 'failed') return;
        expect(ingestReasons).toContain(how.failure.reason);
        expect(how.failure.detail).toMatch(/^[a-z0-9_]{1,40}$/);
      }),
      { numRuns: 400 },
    );
  });
});

/** What a thread is held up for by one answer of the greatest size; a busy machine is given many times that. */
const patienceMs = 1_000;

function cpuMs(run: () => void): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const fill = (line: string) => line.repeat(Math.floor((256 * 1024) / line.length));
const section = (types: string) => `m=video 0 RTP/AVP ${types}\r\n`;

describe('a camera that writes to be slow', () => {
  it.each([
    ['payload types', section(fill('96 ')), 'sdp_too_large'],
    ['rtpmap lines', section('96 97 98') + fill('a=rtpmap:1 X/1\r\n'), 'sdp_too_large'],
    ['media sections', fill(section('96')), 'sdp_too_large'],
    ['one line', `a=${'x'.repeat(200_000)}\r\n${section('96')}`, 'sdp_too_large'],
    [
      'parameters',
      `${section('96')}a=rtpmap:96 H264/9\r\na=fmtp:96 ${'a=b;'.repeat(60_000)}`,
      'sdp_too_large',
    ],
    ['a payload type that is none', section('128'), 'sdp_payload_type_invalid'],
    ['a payload type that is no number', section('1e1'), 'sdp_payload_type_invalid'],
    ['another payload type that is none', section('96 -1'), 'sdp_payload_type_invalid'],
  ])('is refused for its %s in its SDP', (_name, text, code) => {
    let parsed: ReturnType<typeof parseSdp> | undefined;
    expect(cpuMs(() => (parsed = parseSdp(text, 'rtsp://cam/')))).toBeLessThan(patienceMs);
    expect(parsed).toMatchObject({ ok: false, error: { code } });
  });

  it('is read soon where its SDP is as large as is taken', () => {
    const types = Array.from({ length: 64 }, (_, at) => at + 64).join(' ');
    const lines = `${section(types)}${'a=rtpmap:127 H264/90000\r\na=fmtp:127 a=b\r\n'.repeat(500)}`;
    expect(cpuMs(() => expect(parseSdp(lines, 'rtsp://cam/')).toMatchObject({ ok: true }))).toBeLessThan(
      patienceMs,
    );
  });

  it.each([
    ['letters', 'a'],
    ['open quotes', 'a="'],
    ['escapes', '\\"'],
    ['commas', ', '],
    ['schemes', 'Digest Digest,'],
    ['spaces', 'Digest a    '],
    ['equal signs', 'a = '],
  ])('is not answered where its challenge is nothing but %s', (_name, piece) => {
    for (const length of [8_000, 16_000]) {
      const header = `Digest ${piece.repeat(length / piece.length)}`;
      expect(cpuMs(() => expect(chooseChallenge([header])).toBeUndefined())).toBeLessThan(patienceMs);
    }
  });

  it('takes no more time where its answer comes octet by octet', () => {
    const body = 'x'.repeat(256 * 1024);
    const answer = Buffer.from(
      `RTSP/1.0 200 OK\r\nX: ${'y'.repeat(15_000)}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    let bodies = 0;
    const reader = createMessageReader({
      onResponse: (response) => (bodies += response.body.length),
      onRequest: () => {},
      onInterleaved: () => {},
      onError: () => {},
    });
    const stream = Buffer.concat([answer, Buffer.from(body)]);
    const octet = Buffer.alloc(1);
    const spent = cpuMs(() => {
      for (const value of stream) {
        octet[0] = value;
        reader.push(octet);
      }
    });
    expect(bodies).toBe(body.length);
    expect(spent).toBeLessThan(patienceMs);
  });
});
