import { randomUUID } from 'node:crypto';
import { createSocket } from 'node:dgram';
import type { Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Timers } from '@truc/base';
import * as v from 'valibot';
import { readAnswer } from './bounded-cam.ts';
import { listOf, shortText, text } from './answers.ts';

/** `url`: of its device service, on the address from which it answered where it names one there. */
export type FoundDevice = { readonly url: string; readonly name: string; readonly hardware: string };

export type DiscoverOptions = {
  /** Own IPv4 addresses: one probe goes out of the interface of each. */
  readonly addresses: readonly string[];
  readonly waitMs: number;
  readonly timers: Timers;
};

const group = '239.255.255.250';
const port = 3_702;
const deviceLimit = 1_024;
/** Devices may miss a datagram, and so may we. */
const repeats = [0, 250, 750];

/** WS-Discovery: who answers a probe for video transmitters within the time. What is no answer is passed over. */
export async function discoverDevices(options: DiscoverOptions): Promise<readonly FoundDevice[]> {
  const found = new Map<string, FoundDevice>();
  const sockets = await Promise.all(options.addresses.map((address) => openProbe(address, found)));
  const probe = Buffer.from(probeMessage(), 'utf8');
  for (const delayMs of repeats) {
    for (const socket of sockets)
      options.timers.after(Math.min(delayMs, options.waitMs / 2), () =>
        socket.send(probe, port, group, ignore),
      );
  }
  await new Promise<void>((resolve) => void options.timers.after(options.waitMs, resolve));
  for (const socket of sockets) socket.close();
  return [...found.values()];
}

/** An interface that cannot send just now finds nothing, and the others go on. */
function ignore(): void {}

async function openProbe(address: string, found: Map<string, FoundDevice>): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('error', ignore);
  socket.on('message', (datagram, from) => {
    for (const device of readMatches(datagram.toString('utf8'), from.address)) {
      if (found.size < deviceLimit) found.set(device.url, device);
    }
  });
  socket.bind(0, address);
  await once(socket, 'listening');
  socket.setMulticastInterface(address);
  return socket;
}

const MatchesSchema = v.looseObject({
  probeMatches: v.looseObject({
    probeMatch: listOf(
      v.looseObject({
        XAddrs: v.pipe(v.string(), v.maxLength(4_096)),
        scopes: v.optional(v.union([text, v.looseObject({ _: text })])),
      }),
    ),
  }),
});

/** What a datagram says. Of several addresses the one from which it came; else the first that is one. */
export function readMatches(xml: string, from: string): readonly FoundDevice[] {
  const parsed = v.safeParse(MatchesSchema, readAnswer(xml));
  if (!parsed.success) return [];
  return parsed.output.probeMatches.probeMatch.flatMap(({ XAddrs, scopes = '' }) => {
    const urls = XAddrs.split(/\s+/).filter((url) => URL.canParse(url) && /^https?:/.test(url));
    const url = urls.find((each) => new URL(each).hostname === from) ?? urls[0];
    const words = typeof scopes === 'string' ? scopes : scopes._;
    return url === undefined
      ? []
      : [{ url, name: scopeOf(words, 'name'), hardware: scopeOf(words, 'hardware') }];
  });
}

/** `onvif://www.onvif.org/name/Cong%20chinh` */
function scopeOf(scopes: string, kind: string): string {
  const value = new RegExp(`onvif://www\\.onvif\\.org/${kind}/(\\S+)`).exec(scopes)?.[1] ?? '';
  try {
    return v.parse(shortText, decodeURIComponent(value));
  } catch {
    // Not percent-encoded as it should be: shown as it stands.
    return v.parse(shortText, value);
  }
}

function probeMessage(): string {
  const addressing = 'http://schemas.xmlsoap.org/ws/2004/08/addressing';
  const discovery = 'http://schemas.xmlsoap.org/ws/2005/04/discovery';
  return (
    `<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="${addressing}" xmlns:d="${discovery}">` +
    `<s:Header><a:MessageID>urn:uuid:${randomUUID()}</a:MessageID><a:To>urn:schemas-xmlsoap-org:ws:2005:04:discovery</a:To>` +
    `<a:Action>${discovery}/Probe</a:Action></s:Header><s:Body><d:Probe>` +
    `<d:Types xmlns:dn="http://www.onvif.org/ver10/network/wsdl">dn:NetworkVideoTransmitter</d:Types></d:Probe></s:Body></s:Envelope>`
  );
}
