import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { envelope, escapeXml } from './soap-message.ts';

const group = '239.255.255.250';
const port = 3_702;

export type DiscoverableDevice = { readonly url: string; readonly name: string };

/** Answers WS-Discovery probes on one interface for all devices, as each of them would by itself. */
export async function openDiscoveryResponder(
  address: string,
  devices: () => readonly DiscoverableDevice[],
): Promise<{ close(): void }> {
  const socket = createSocket({ type: 'udp4', reuseAddr: true });
  socket.on('message', (datagram, from) => {
    const xml = datagram.toString('utf8');
    const id = /<(?:\w+:)?MessageID[^>]*>([^<]*)</.exec(xml)?.[1];
    if (id === undefined || !/<(?:\w+:)?Probe\b/.test(xml)) return;
    for (const device of devices()) socket.send(probeMatch(device, id), from.port, from.address);
  });
  socket.bind(port, group);
  await once(socket, 'listening');
  socket.addMembership(group, address);
  return { close: () => socket.close() };
}

function probeMatch({ url, name }: DiscoverableDevice, relatesTo: string): Buffer {
  const scopes = `onvif://www.onvif.org/type/video_encoder onvif://www.onvif.org/hardware/SIM-1 onvif://www.onvif.org/name/${encodeURIComponent(name)}`;
  const header = `<wsa:RelatesTo>${relatesTo}</wsa:RelatesTo><wsa:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</wsa:Action>`;
  const match =
    `<d:ProbeMatch><wsa:EndpointReference><wsa:Address>urn:uuid:${encodeURIComponent(name)}</wsa:Address></wsa:EndpointReference>` +
    `<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>${escapeXml(scopes)}</d:Scopes><d:XAddrs>${escapeXml(url)}</d:XAddrs></d:ProbeMatch>`;
  return Buffer.from(envelope(`<d:ProbeMatches>${match}</d:ProbeMatches>`, header), 'utf8');
}
