import type { WorldPorts } from '../world/free-ports.ts';
import type { Link, Relay } from './link.ts';
import { startTcpRelay } from './tcp-relay.ts';
import { startUdpRelay } from './udp-relay.ts';

/** Where browsers find the relays: another address of the loopback network, so that every port may stay the same. */
export const relayAddress = '127.0.0.2';
const provinceAddress = '127.0.0.1';

export type ProvinceRelays = {
  /** Where a browser goes instead. */
  readonly url: string;
  /** Of media, both ways, over UDP and over TCP. */
  countedMedia(): { readonly udp: number; readonly tcp: number };
  close(): Promise<void>;
};

/** What server and SFU must be told so that browsers behind the relays are let in and media is announced at the relays. */
export function relayedEnvironment(ports: WorldPorts): Readonly<Record<string, string>> {
  const hosts = [provinceAddress, 'localhost', relayAddress];
  return {
    TRUC_MEDIA_IPS: `${provinceAddress}=${relayAddress}`,
    TRUC_ORIGINS: hosts.map((host) => `http://${host}:${ports.web}`).join(','),
  };
}

/** Puts the link between browsers and a province: one relay for pages and signalling, two for each worker's media port. */
export async function startProvinceRelays(
  link: Link,
  province: { readonly ports: WorldPorts; readonly workers: number },
): Promise<ProvinceRelays> {
  const { ports, workers } = province;
  const between = (port: number) => ({
    link,
    listen: { ip: relayAddress, port },
    target: { ip: provinceAddress, port },
  });
  const mediaPorts = Array.from({ length: workers }, (_, index) => ports.media + index);
  const web = await startTcpRelay(between(ports.web));
  const udp = await Promise.all(mediaPorts.map((port) => startUdpRelay(between(port))));
  const tcp = await Promise.all(mediaPorts.map((port) => startTcpRelay(between(port))));
  return {
    url: `http://${relayAddress}:${ports.web}`,
    countedMedia: () => ({ udp: octets(udp), tcp: octets(tcp) }),
    async close() {
      await Promise.all([web, ...udp, ...tcp].map((relay) => relay.close()));
    },
  };
}

function octets(relays: readonly Relay[]): number {
  return relays.reduce((sum, relay) => sum + relay.counted().up + relay.counted().down, 0);
}
