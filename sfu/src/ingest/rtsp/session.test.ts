import { describe, expect, it } from 'vitest';
import { createSimulatedTime } from '../../testing/simulated-time.ts';
import { createMessageReader } from './message-reader.ts';
import { createRtspSession } from './session.ts';
import type { SessionEnd } from './session.ts';

const body = 'v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track1\r\n';
const describeAnswer = `200 OK\r\nContent-Base: rtsp://cam/live/\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const setupAnswer = '200 OK\r\nSession: 77;timeout=20\r\nTransport: RTP/AVP/TCP;interleaved=4-5\r\n\r\n';
const challenge = (nonce: string, rest = '') =>
  `401 Unauthorized\r\nWWW-Authenticate: Digest realm="r", nonce="${nonce}"${rest}\r\n\r\n`;

function createRig({ credentials }: { credentials?: { username: string; password: string } } = {}) {
  const time = createSimulatedTime();
  const sent: string[] = [];
  const events: string[] = [];
  let end: SessionEnd | undefined;
  const session = createRtspSession({
    requestUrl: 'rtsp://cam/live',
    credentials,
    timers: time.timers,
    responseTimeoutMs: 5000,
    takesH265: false,
    send: (bytes) => sent.push(bytes.toString('latin1')),
    onReady: (_track, channels) => events.push(`ready ${channels.rtp}-${channels.rtcp}`),
    onPlaying: () => events.push('playing'),
    onEnd: (how) => (end = how),
  });
  const reader = createMessageReader({
    onResponse: (response) => session.handleResponse(response),
    onRequest: () => events.push('request'),
    onInterleaved: () => events.push('interleaved'),
    onError: (code) => events.push(code),
  });
  const cseq = () => /CSeq: (\d+)/.exec(sent.at(-1) ?? '')?.[1] ?? '';
  const answer = (text: string) =>
    reader.push(Buffer.from(`RTSP/1.0 ${text.replace('\r\n', `\r\nCSeq: ${cseq()}\r\n`)}`));
  const play = () => {
    session.start();
    for (const text of [
      '200 OK\r\nPublic: PLAY, GET_PARAMETER\r\n\r\n',
      describeAnswer,
      setupAnswer,
      '200 OK\r\n\r\n',
    ])
      answer(text);
  };
  const methods = () => sent.map((text) => text.split(' ')[0]);
  return { time, session, sent, events, answer, play, methods, end: () => end };
}

describe('an RTSP session', () => {
  it('[video 5.7, 5.19] plays over TCP alone, on the channels that the camera chose', () => {
    const rig = createRig();
    rig.play();
    expect(rig.sent.map((text) => text.split('\r\n')[0])).toEqual([
      'OPTIONS rtsp://cam/live RTSP/1.0',
      'DESCRIBE rtsp://cam/live RTSP/1.0',
      'SETUP rtsp://cam/live/track1 RTSP/1.0',
      'PLAY rtsp://cam/live/ RTSP/1.0',
    ]);
    expect(rig.sent[2]).toContain('Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n');
    expect(rig.sent[3]).toContain('Session: 77\r\n');
    expect(rig.events).toEqual(['ready 4-5', 'playing']);
  });

  it("[video 5.19] keeps the session alive at half the camera's time-out, by what the camera knows", () => {
    const rig = createRig();
    rig.play();
    rig.time.advance(10_000);
    expect(rig.methods().at(-1)).toBe('GET_PARAMETER');
    rig.answer('501 Not Implemented\r\n\r\n');
    rig.time.advance(10_000);
    expect(rig.methods().at(-1)).toBe('OPTIONS');
    rig.time.advance(15_000);
    expect(rig.methods().slice(-2)).toEqual(['OPTIONS', 'OPTIONS']);
    expect(rig.end()).toBeUndefined();
    rig.answer('454 Session Not Found\r\n\r\n');
    expect(rig.end()).toMatchObject({ failure: { reason: 'closed_by_camera' } });
  });

  it('answers a challenge once, and renews a nonce that went stale', () => {
    const rig = createRig({ credentials: { username: 'u', password: 'p' } });
    rig.session.start();
    rig.answer('200 OK\r\n\r\n');
    rig.answer(challenge('one'));
    expect(rig.sent.at(-1)).toContain('Authorization: Digest username="u"');
    rig.answer(challenge('two', ', stale=true'));
    expect(rig.sent.at(-1)).toContain('nonce="two"');
    rig.answer(describeAnswer);
    rig.answer(challenge('three', ', stale=true'));
    expect(rig.sent.at(-1)).toMatch(/^SETUP .*nonce="three"/s);
  });

  it('gives up when the camera refuses the credentials, without a third try', () => {
    const rig = createRig({ credentials: { username: 'u', password: 'p' } });
    rig.session.start();
    rig.answer('200 OK\r\n\r\n');
    rig.answer(challenge('one'));
    rig.answer(challenge('one'));
    expect(rig.end()).toMatchObject({ failure: { reason: 'auth_refused', detail: 'credentials_refused' } });
    expect(rig.sent).toHaveLength(3);
  });

  it.each([
    ['404 Not Found', 'not_found'],
    ['403 Forbidden', 'auth_refused'],
    ['401 Unauthorized', 'auth_refused'],
    ['453 Not Enough Bandwidth', 'closed_by_camera'],
    ['500 Internal Server Error', 'protocol_error'],
  ])('names %s', (status, reason) => {
    const rig = createRig();
    rig.session.start();
    rig.answer('200 OK\r\n\r\n');
    rig.answer(`${status}\r\n\r\n`);
    expect(rig.end()).toMatchObject({ kind: 'failed', failure: { reason } });
  });

  it('describes a camera that does not know OPTIONS', () => {
    const rig = createRig();
    rig.session.start();
    rig.answer('405 Method Not Allowed\r\n\r\n');
    expect(rig.methods()).toEqual(['OPTIONS', 'DESCRIBE']);
  });

  it.each([0, 1, 2, 3])('waits 5 s for answer %i, and no longer', (answered) => {
    const rig = createRig();
    rig.session.start();
    ['200 OK\r\n\r\n', describeAnswer, setupAnswer].slice(0, answered).forEach(rig.answer);
    rig.time.advance(4_999);
    expect(rig.end()).toBeUndefined();
    rig.time.advance(1);
    expect(rig.end()).toMatchObject({ failure: { reason: 'timeout' } });
  });

  it('refuses a camera that insists on UDP, one without a session, and hands a redirect to its caller', () => {
    for (const [text, reason, detail] of [
      [
        '200 OK\r\nSession: 1\r\nTransport: RTP/AVP;unicast;server_port=1-2\r\n\r\n',
        'transport_refused',
        'transport_not_tcp',
      ],
      ['461 Unsupported Transport\r\n\r\n', 'transport_refused', 'status_461_to_setup'],
      ['200 OK\r\nTransport: RTP/AVP/TCP;interleaved=0-1\r\n\r\n', 'protocol_error', 'session_missing'],
    ] as const) {
      const rig = createRig();
      rig.session.start();
      ['200 OK\r\n\r\n', describeAnswer, text].forEach(rig.answer);
      expect(rig.end()).toMatchObject({ failure: { reason, detail } });
    }
    const rig = createRig();
    rig.session.start();
    ['200 OK\r\n\r\n', '302 Moved\r\nLocation: rtsp://other/x\r\n\r\n'].forEach(rig.answer);
    expect(rig.end()).toEqual({ kind: 'redirected', location: 'rtsp://other/x' });
  });

  it('tears the session down when it is closed, and stays silent afterwards', () => {
    const rig = createRig();
    rig.play();
    rig.session.close();
    expect(rig.methods().at(-1)).toBe('TEARDOWN');
    rig.time.advance(100_000);
    expect(rig.methods().filter((method) => method === 'TEARDOWN')).toHaveLength(1);
    expect(rig.sent).toHaveLength(5);
    expect(rig.end()).toBeUndefined();
  });
});
