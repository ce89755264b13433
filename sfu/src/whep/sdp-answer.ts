import type { types } from 'mediasoup';
import type { SdpOffer } from './sdp-offer.ts';

/** The camera's picture as the answer to an offer: everything on one transport, what else was asked for is turned down. */
export function writeAnswer(
  offer: SdpOffer,
  parts: { readonly transport: types.WebRtcTransport; readonly rtp: types.RtpParameters },
): string {
  const sections = offer.sections.map((section) =>
    section.mid === offer.videoMid ? videoSection(offer, parts) : refusedSection(section),
  );
  const head = [
    'v=0',
    'o=truc 1 1 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=ice-lite',
    `a=group:BUNDLE ${offer.videoMid}`,
    'a=msid-semantic: WMS *',
  ];
  return lines([...head, ...sections.flat()]);
}

/** The answer to an ICE restart (RFC 9725, 4.3.3): the way that was found before, since there is no other that is new. */
export function writeIceFragment(transport: types.WebRtcTransport, parameters: types.IceParameters): string {
  const protocol = transport.iceSelectedTuple?.protocol;
  return lines(['a=ice-lite', ...iceLines(parameters), ...candidateLines(transport, protocol)]);
}

function videoSection(
  { videoMid, payloadType }: SdpOffer,
  { transport, rtp }: { readonly transport: types.WebRtcTransport; readonly rtp: types.RtpParameters },
): string[] {
  const [codec] = rtp.codecs;
  const ssrc = rtp.encodings?.[0]?.ssrc;
  const feedback = (codec?.rtcpFeedback ?? []).map(({ type, parameter }) =>
    parameter === undefined || parameter === '' ? type : `${type} ${parameter}`,
  );
  const cname = rtp.rtcp?.cname ?? 'truc';
  return [
    `m=video 7 UDP/TLS/RTP/SAVPF ${payloadType}`,
    'c=IN IP4 127.0.0.1',
    `a=mid:${videoMid}`,
    'a=sendonly',
    'a=rtcp-mux',
    'a=rtcp-rsize',
    'a=msid:camera picture',
    `a=rtpmap:${payloadType} H264/90000`,
    `a=fmtp:${payloadType} level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f`,
    ...feedback.map((each) => `a=rtcp-fb:${payloadType} ${each}`),
    ...(ssrc === undefined ? [] : [`a=ssrc:${ssrc} cname:${cname}`]),
    ...iceLines(transport.iceParameters),
    ...transport.dtlsParameters.fingerprints.map(
      ({ algorithm, value }) => `a=fingerprint:${algorithm} ${value}`,
    ),
    'a=setup:passive',
    ...candidateLines(transport),
  ];
}

/** RFC 3264: port 0. */
function refusedSection({ kind, protocol, mid }: SdpOffer['sections'][number]): string[] {
  return [`m=${kind} 0 ${protocol} 0`, 'c=IN IP4 127.0.0.1', `a=mid:${mid}`, 'a=inactive'];
}

function iceLines({ usernameFragment, password }: types.IceParameters): string[] {
  return [`a=ice-ufrag:${usernameFragment}`, `a=ice-pwd:${password}`, 'a=ice-options:renomination'];
}

function candidateLines(transport: types.WebRtcTransport, only?: types.TransportProtocol): string[] {
  const told = transport.iceCandidates.filter(({ protocol }) => only === undefined || protocol === only);
  return [
    ...told.map(({ foundation, protocol, priority, address, port, tcpType }) => {
      const tcp = protocol === 'tcp' && tcpType !== undefined ? ` tcptype ${tcpType}` : '';
      return `a=candidate:${foundation} 1 ${protocol} ${priority} ${address} ${port} typ host${tcp}`;
    }),
    'a=end-of-candidates',
  ];
}

function lines(all: readonly string[]): string {
  return `${all.join('\r\n')}\r\n`;
}
