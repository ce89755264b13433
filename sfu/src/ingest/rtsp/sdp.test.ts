import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplePps, sampleSps } from '../testing/rtp-samples.ts';
import { parseSdp } from './sdp.ts';

const base = 'rtsp://camera/stream/';
const sprop = `${sampleSps.toString('base64')},${samplePps.toString('base64')}`;
const sdp = (...lines: string[]) => ['v=0', 'o=- 1 1 IN IP4 0.0.0.0', 's=x', 't=0 0', ...lines].join('\r\n');
const h264 = [
  'm=video 0 RTP/AVP 97',
  'a=rtpmap:97 H264/90000',
  `a=fmtp:97 packetization-mode=1;sprop-parameter-sets=${sprop}`,
];

describe('parseSdp', () => {
  it('finds the H.264 track among the others', () => {
    const text = sdp('a=control:*', 'm=audio 0 RTP/AVP 0', 'a=control:track1', ...h264, 'a=control:track2');
    expect(parseSdp(text, base)).toEqual({
      ok: true,
      value: {
        codec: 'H264',
        payloadType: 97,
        packetizationMode: 1,
        parameterSets: [sampleSps, samplePps],
        controlUrl: 'rtsp://camera/stream/track2',
        aggregateUrl: base,
      },
    });
  });

  it.each([
    ['trackID=1', 'rtsp://camera/stream/trackID=1'],
    ['/trackID=1', 'rtsp://camera/stream/trackID=1'],
    ['rtsp://10.0.0.5/x/trackID=1', 'rtsp://10.0.0.5/x/trackID=1'],
    ['*', base],
    ['a b\tc', base],
  ])('resolves the control %s', (control, expected) => {
    const parsed = parseSdp(sdp(...h264, `a=control:${control}`), base);
    expect(parsed).toMatchObject({ ok: true, value: { controlUrl: expected } });
  });

  it('takes the control of the session for PLAY', () => {
    const parsed = parseSdp(sdp('a=control:rtsp://camera/all', ...h264), 'rtsp://camera/stream');
    expect(parsed).toMatchObject({ ok: true, value: { aggregateUrl: 'rtsp://camera/all' } });
  });

  it.each([
    [['m=video 0 RTP/AVP 96', 'a=rtpmap:96 VP9/90000'], 'VP9'],
    [['m=video 0 RTP/AVP 26'], 'JPEG'],
    [['m=video 0 RTP/AVP 98', 'a=rtpmap:98 vnd.<b>onvif/90000'], 'VND.BONVIF'],
  ])('names another codec', (lines, detail) => {
    expect(parseSdp(sdp(...lines), base)).toEqual({
      ok: false,
      error: { code: 'sdp_unsupported_codec', detail },
    });
  });

  it('[video 5.11] takes H.265 with its parameter sets where there is nothing else', () => {
    const fmtp = 'a=fmtp:96 sprop-vps=QAE=;sprop-sps=QgE=;sprop-pps=RAE=';
    const parsed = parseSdp(sdp('m=video 0 RTP/AVP 96', 'a=rtpmap:96 H265/90000', fmtp), base);
    const parameterSets = ['4001', '4201', '4401'].map((hex) => Buffer.from(hex, 'hex'));
    expect(parsed).toMatchObject({ ok: true, value: { codec: 'H265', parameterSets } });
  });

  it('prefers H.264 where a camera offers it second', () => {
    const parsed = parseSdp(sdp('m=video 0 RTP/AVP 96', 'a=rtpmap:96 H265/90000', ...h264), base);
    expect(parsed).toMatchObject({ ok: true, value: { payloadType: 97 } });
  });

  it('finds no video in other text, and never throws', () => {
    expect(parseSdp('<html>', base)).toMatchObject({ ok: false, error: { code: 'sdp_no_video' } });
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom('m=video', ' 0 RTP/AVP 96', '\n', 'a=rtpmap:96 ', 'H264', 'a=fmtp:96 ', '=', ';'),
        ),
        (parts) => {
          parseSdp(parts.join(''), base);
        },
      ),
    );
  });
});
