type OfferOptions = {
  readonly video?: string;
  readonly direction?: string;
  readonly mid?: string;
  readonly fingerprint?: string;
};

const sha256 = Array.from({ length: 32 }, (_, at) => at.toString(16).padStart(2, '0').toUpperCase()).join(
  ':',
);

/** An offer like those of browsers: sound and picture, to be received. */
export function offerOf({
  video = 'H264',
  direction = 'recvonly',
  mid = '1',
  fingerprint = sha256,
}: OfferOptions): string {
  const transport = [
    'c=IN IP4 0.0.0.0',
    'a=ice-ufrag:abcd',
    'a=ice-pwd:0123456789012345678901',
    `a=fingerprint:sha-256 ${fingerprint}`,
    'a=setup:actpass',
    `a=${direction}`,
    'a=rtcp-mux',
  ];
  const all = [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    `a=group:BUNDLE 0 ${mid}`,
    'm=audio 9 UDP/TLS/RTP/SAVPF 111',
    ...transport,
    'a=mid:0',
    'a=rtpmap:111 opus/48000/2',
    'm=video 9 UDP/TLS/RTP/SAVPF 96 103 109',
    ...transport,
    `a=mid:${mid}`,
    'a=rtpmap:96 VP8/90000',
    `a=rtpmap:103 ${video}/90000`,
    'a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f',
    `a=rtpmap:109 ${video}/90000`,
    'a=fmtp:109 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f',
  ];
  return `${all.join('\r\n')}\r\n`;
}
