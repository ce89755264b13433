/** What a viewer asks for in SETUP, as far as these cameras offer it. */
export type TransportRequest =
  | { readonly kind: 'tcp'; readonly channel: number | undefined }
  | { readonly kind: 'udp'; readonly rtpPort: number; readonly rtcpPort: number };

/** The first alternative of a Transport header (RFC 2326, 12.39) that can be served; undefined if none can. */
export function parseTransportHeader(header: string): TransportRequest | undefined {
  for (const alternative of header.split(',')) {
    const [specifier = '', ...parameters] = alternative.trim().split(';');
    const protocol = specifier.toUpperCase();
    if (parameters.includes('multicast')) continue;
    if (protocol === 'RTP/AVP/TCP') {
      return { kind: 'tcp', channel: portPair(parameters, 'interleaved', 254)?.[0] };
    }
    const ports = portPair(parameters, 'client_port', 65_534);
    if ((protocol === 'RTP/AVP' || protocol === 'RTP/AVP/UDP') && ports !== undefined) {
      return { kind: 'udp', rtpPort: ports[0], rtcpPort: ports[1] };
    }
  }
  return undefined;
}

function portPair(
  parameters: readonly string[],
  name: string,
  highest: number,
): [number, number] | undefined {
  const text = parameters.find((parameter) => parameter.startsWith(`${name}=`))?.slice(name.length + 1);
  const match = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(text ?? '');
  if (match === null) return undefined;
  const first = Number(match[1]);
  const second = match[2] === undefined ? first + 1 : Number(match[2]);
  return first <= highest && second <= highest + 1 ? [first, second] : undefined;
}
