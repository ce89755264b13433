import { expect, it } from 'vitest';
import { describeCamera } from './sdp.ts';
import type { Loop } from '../rtp/loop-store.ts';

const loop: Loop = {
  entry: {
    name: 'corridor-a-small-gop1',
    file: 'x.h264',
    codec: 'h264',
    width: 320,
    height: 180,
    fps: 5,
    frames: 60,
    gopFrames: 5,
    inBandParameterSets: true,
    profile: 'baseline',
    bytes: 1,
  },
  pictures: [],
  parameterSets: [Uint8Array.of(0x67, 0x42, 0xc0, 0x0d, 1), Uint8Array.of(0x68, 0xce)],
};

it('announces H.264 with its profile and parameter sets', () => {
  const sdp = describeCamera({ sessionName: 'cam-0001', loop, codec: 'h264', withParameterSets: true });
  expect(sdp).toContain('m=video 0 RTP/AVP 96\r\n');
  expect(sdp).toContain('a=rtpmap:96 H264/90000\r\n');
  expect(sdp).toContain(
    'a=fmtp:96 packetization-mode=1;profile-level-id=42c00d;sprop-parameter-sets=Z0LADQE=,aM4=\r\n',
  );
  expect(sdp.endsWith('a=control:trackID=1\r\n')).toBe(true);
});

it('keeps the parameter sets to itself when told so', () => {
  const sdp = describeCamera({ sessionName: 'cam-0001', loop, codec: 'h264', withParameterSets: false });
  expect(sdp).not.toContain('sprop');
});

it('announces Motion JPEG under its static payload type', () => {
  const sdp = describeCamera({ sessionName: 'cam-0001', loop, codec: 'mjpeg', withParameterSets: true });
  expect(sdp).toContain('m=video 0 RTP/AVP 26\r\na=rtpmap:26 JPEG/90000\r\n');
});
