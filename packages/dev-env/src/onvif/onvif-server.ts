import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { createAuthenticator } from '../cameras/rtsp/authentication.ts';
import type { Authenticator } from '../cameras/rtsp/authentication.ts';
import type { Asked, DeviceBehaviour, DeviceSpec, PtzState } from './device-spec.ts';
import { openDiscoveryResponder } from './discovery-responder.ts';
import { lie } from './lies.ts';
import { SimulatedDevice } from './simulated-device.ts';
import { envelope, fault, readMessage } from './soap-message.ts';
import type { SoapMessage } from './soap-message.ts';

export type OnvifServerOptions = {
  /** Default 127.0.0.1: these devices are for this machine. */
  readonly host?: string;
  /** 0 takes a free port. */
  readonly port: number;
  readonly devices: readonly DeviceSpec[];
  /** Own address of the interface on which the devices answer WS-Discovery; none where not given. */
  readonly discoverableOn?: string;
};

/** Every method that names a device throws if there is none of that name. */
export type OnvifServer = {
  readonly port: number;
  /** Of the device service, as a register holds it. */
  readonly urlOf: (name: string) => string;
  readonly setBehaviour: (name: string, change: Partial<DeviceBehaviour>) => void;
  readonly asked: (name: string) => readonly Asked[];
  readonly nextAsked: (name: string, operation: string) => Promise<Asked>;
  readonly ptz: (name: string) => PtzState;
  /** An event for whoever has a pull point: `topic` as `VideoSource/MotionAlarm`. */
  readonly emit: (name: string, topic: string, values: Readonly<Record<string, string>>) => void;
  readonly close: () => Promise<void>;
};

const requestLimit = 64 * 1024;
/** How far a message's time may lie from the device's own before it counts as replayed. */
const freshnessMs = 60_000;

/** Simulated ONVIF devices, many on one port, beside the RTSP cameras that they describe. */
export async function createOnvifServer(options: OnvifServerOptions): Promise<OnvifServer> {
  const host = options.host ?? '127.0.0.1';
  const devices = new Map(options.devices.map((spec) => [spec.name, new SimulatedDevice(spec)]));
  const gates = new Map<SimulatedDevice, Gate>();
  const server = createServer((request, response) => {
    const [, , name = '', service = ''] = (request.url ?? '').split('/');
    const device = devices.get(name);
    if (device === undefined) return void response.writeHead(404).end();
    const gate = gates.get(device) ?? new Gate(device);
    gates.set(device, gate);
    const base = `http://${host}:${port}/onvif/${name}`;
    serve({ device, gate, base, service }, request, response).catch(() => response.destroy());
  });
  const port = await listen(server, options.port, host);
  const urlOf = (name: string) =>
    `http://${host}:${port}/onvif/${deviceOf(devices, name).spec.name}/device_service`;
  const responder =
    options.discoverableOn === undefined
      ? undefined
      : await openDiscoveryResponder(options.discoverableOn, () =>
          [...devices.keys()].map((name) => ({ name, url: urlOf(name) })),
        );
  return {
    port,
    urlOf,
    ...handles(devices),
    async close() {
      responder?.close();
      for (const device of devices.values()) device.close();
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function handles(devices: ReadonlyMap<string, SimulatedDevice>) {
  return {
    setBehaviour(name: string, change: Partial<DeviceBehaviour>) {
      const device = deviceOf(devices, name);
      device.behaviour = { ...device.behaviour, ...change };
    },
    asked: (name: string) => deviceOf(devices, name).asked,
    nextAsked: (name: string, operation: string) => deviceOf(devices, name).nextAsked(operation),
    ptz: (name: string) => deviceOf(devices, name).ptz,
    emit: (name: string, topic: string, values: Readonly<Record<string, string>>) =>
      deviceOf(devices, name).emit(topic, values),
  };
}

function deviceOf(devices: ReadonlyMap<string, SimulatedDevice>, name: string): SimulatedDevice {
  const device = devices.get(name);
  if (device === undefined) throw new Error(`There is no simulated device ${name}`);
  return device;
}

type Called = {
  readonly device: SimulatedDevice;
  readonly gate: Gate;
  readonly base: string;
  readonly service: string;
};

async function serve(called: Called, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { device, gate, service } = called;
  const octets = await buffer(request);
  const xml = octets.toString('utf8');
  const message = octets.length > requestLimit ? undefined : readMessage(xml);
  if (message === undefined) return send(response, 400, fault('Sender', 'WellFormed', 'Not a message'));
  const { answerAfterMs, lies } = device.behaviour;
  const isOpen = message.operation === 'GetSystemDateAndTime';
  const refusal = isOpen ? undefined : gate.refuse(request, xml);
  if (refusal?.challenges !== undefined) {
    return void response.writeHead(401, { 'www-authenticate': refusal.challenges }).end();
  }
  if (refusal !== undefined)
    return send(response, 400, fault('Sender', 'NotAuthorized', 'Sender not Authorized'));
  device.note(message, service);
  if (answerAfterMs > 0) await new Promise((resolve) => setTimeout(resolve, answerAfterMs));
  if (lies !== null && lies !== 'foreign_address') return lie(lies, message.operation, response);
  return respond(called, message, response);
}

async function respond(called: Called, message: SoapMessage, response: ServerResponse): Promise<void> {
  // Addresses of another host, as of a device behind a NAT, or of one that would have our account carried elsewhere.
  const isForeign = called.device.behaviour.lies === 'foreign_address';
  const base = isForeign ? called.base.replace(/\/\/[^/]+/, '//198.51.100.7:81') : called.base;
  const answer = await called.device.answer(message, base);
  if ('body' in answer) return send(response, 200, envelope(answer.body));
  return send(response, 400, fault('Sender', answer.fault, answer.reason));
}

function send(response: ServerResponse, status: number, text: string): void {
  response
    .writeHead(status, {
      'content-type': 'application/soap+xml; charset=utf-8',
      'content-length': Buffer.byteLength(text),
    })
    .end(text);
}

/** Who may ask: by the message's own token, or by HTTP digest. */
class Gate {
  readonly #device: SimulatedDevice;
  #digest: { readonly scheme: string; readonly authenticator: Authenticator } | undefined;

  constructor(device: SimulatedDevice) {
    this.#device = device;
  }

  refuse(request: IncomingMessage, xml: string): { readonly challenges?: string[] } | undefined {
    const { auth } = this.#device.behaviour;
    if (auth === 'none') return undefined;
    if (auth === 'wsse') return this.#isTokenRight(xml) ? undefined : {};
    if (this.#digest?.scheme !== auth) {
      const settings = { schemes: [auth], realm: 'truc-device', now: () => performance.now() } as const;
      this.#digest = { scheme: auth, authenticator: createAuthenticator(settings) };
    }
    const { authenticator } = this.#digest;
    const { method = '', url = '' } = request;
    const { authorization } = request.headers;
    const asked = {
      method,
      url,
      authorization:
        authorization === undefined ? undefined : Buffer.from(authorization, 'latin1').toString('utf8'),
    };
    if (authenticator.decide(asked, this.#device.spec) === 'accepted') return undefined;
    return { challenges: authenticator.challenges(false) };
  }

  #isTokenRight(xml: string): boolean {
    const message = readMessage(xml);
    const nonce = Buffer.from(message?.textOf('Nonce') ?? '', 'base64');
    const created = message?.textOf('Created') ?? '';
    const age = this.#device.now().getTime() - Date.parse(created);
    const { username, password } = this.#device.spec;
    const digest = createHash('sha1').update(nonce).update(created).update(password).digest('base64');
    return (
      message?.textOf('Username') === username &&
      message.textOf('Password') === digest &&
      Math.abs(age) < freshnessMs
    );
  }
}

async function listen(server: Server, port: number, host: string): Promise<number> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The ONVIF server has no port');
  return address.port;
}
