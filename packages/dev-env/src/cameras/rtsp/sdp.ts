import type { Loop } from '../rtp/loop-store.ts';

export type SdpOptions = {
  readonly sessionName: string;
  readonly loop: Loop;
  /** What the camera claims to send; `mjpeg` is announced, never sent. */
  readonly codec: 'h264' | 'h265' | 'mjpeg';
  readonly withParameterSets: boolean;
  readonly audio?: 'none' | 'aac' | 'pcma';
};

export const trackName = 'trackID=1';

/** Announced and not served: whoever asks for this track is told that it is not there. */
const audioLines: Readonly<Record<'none' | 'aac' | 'pcma', readonly string[]>> = {
  none: [],
  aac: [
    'm=audio 0 RTP/AVP 97',
    'a=rtpmap:97 MPEG4-GENERIC/16000/1',
    'a=fmtp:97 profile-level-id=1;mode=AAC-hbr;sizelength=13;indexlength=3;indexdeltalength=3;config=1408',
    'a=control:trackID=2',
  ],
  pcma: ['m=audio 0 RTP/AVP 8', 'a=rtpmap:8 PCMA/8000', 'a=control:trackID=2'],
};

/** The session description of a live camera with one video track (RFC 8866, RFC 6184 8.2.1, RFC 7798 7.2.1). */
export function describeCamera(options: SdpOptions): string {
  const { entry } = options.loop;
  const lines = [
    'v=0',
    'o=- 1 1 IN IP4 127.0.0.1',
    `s=${options.sessionName}`,
    'c=IN IP4 0.0.0.0',
    't=0 0',
    'a=control:*',
    'a=range:npt=now-',
    `m=video 0 RTP/AVP ${options.codec === 'mjpeg' ? 26 : 96}`,
    ...codecLines(options),
    `a=framerate:${entry.fps}`,
    `a=control:${trackName}`,
    ...audioLines[options.audio ?? 'none'],
  ];
  return `${lines.join('\r\n')}\r\n`;
}

function codecLines(options: SdpOptions): string[] {
  const sets = options.loop.parameterSets.map((set) => Buffer.from(set).toString('base64'));
  if (options.codec === 'mjpeg') return ['a=rtpmap:26 JPEG/90000'];
  if (options.codec === 'h265') {
    const [vps, sps, pps] = sets;
    const known = options.withParameterSets
      ? [`a=fmtp:96 sprop-vps=${vps};sprop-sps=${sps};sprop-pps=${pps}`]
      : [];
    return ['a=rtpmap:96 H265/90000', ...known];
  }
  const profileLevelId = Buffer.from(options.loop.parameterSets[0] ?? [])
    .subarray(1, 4)
    .toString('hex');
  const known = options.withParameterSets
    ? `;profile-level-id=${profileLevelId};sprop-parameter-sets=${sets.join(',')}`
    : '';
  return ['a=rtpmap:96 H264/90000', `a=fmtp:96 packetization-mode=1${known}`];
}
