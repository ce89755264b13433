import { randomBytes } from 'node:crypto';
import { createAuthenticator } from '../rtsp/authentication.ts';
import { createRtspReader, encodeResponse } from '../rtsp/message.ts';
import { describeCamera, trackName } from '../rtsp/sdp.ts';
import { parseTransportHeader } from '../rtsp/transport-header.ts';
import { RtpSession } from './rtp-session.ts';
import type { Authenticator } from '../rtsp/authentication.ts';
import type { RtspRequest, RtspResponse } from '../rtsp/message.ts';
import type { TransportRequest } from '../rtsp/transport-header.ts';
import type { SessionTransport } from './rtp-session.ts';
import type { SimulatedCamera } from './simulated-camera.ts';
import type { UdpPorts } from './udp-ports.ts';
import type { Socket } from 'node:net';

export type ConnectionContext = {
  readonly cameraByPath: (path: string) => SimulatedCamera | undefined;
  readonly udpPorts: () => Promise<UdpPorts>;
  readonly baseUrl: () => string;
  readonly sessionTimeoutMs: number;
  readonly now: () => number;
  readonly onClose: (connection: RtspConnection) => void;
};

type Held = { readonly session: RtpSession; readonly camera: SimulatedCamera };

const publicMethods = 'OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, SET_PARAMETER, TEARDOWN';

/** One TCP connection of a viewer. Its sessions end with it. */
export class RtspConnection {
  private readonly socket: Socket;
  private readonly context: ConnectionContext;
  private readonly held = new Map<string, Held>();
  private readonly authenticators = new Map<SimulatedCamera, Authenticator>();
  private readonly timers = new Set<NodeJS.Timeout>();
  private queue: Promise<void> = Promise.resolve();

  constructor(socket: Socket, context: ConnectionContext) {
    this.socket = socket;
    this.context = context;
    const reader = createRtspReader();
    socket.setNoDelay(true);
    // A viewer that resets its connection is an everyday thing; `close` follows and tidies up.
    socket.on('error', () => undefined);
    socket.on('close', () => this.handleClose());
    socket.on('data', (chunk: Buffer) => {
      for (const incoming of reader.read(chunk)) {
        if (incoming.kind === 'request') this.enqueue(incoming.request);
        if (incoming.kind === 'malformed') socket.end(encodeResponse({ status: 400 }, undefined));
      }
    });
  }

  watches(camera: SimulatedCamera): boolean {
    return this.authenticators.has(camera);
  }

  close(): void {
    this.socket.destroy();
  }

  /** Ends the sessions whose viewer has sent no RTSP request in time, and the connection with the last of them. */
  closeExpired(nowMs: number): void {
    for (const held of [...this.held.values()]) {
      if (nowMs - held.session.lastHeardAtMs > this.context.sessionTimeoutMs) this.release(held);
      if (this.held.size === 0) this.socket.destroy();
    }
  }

  /** Requests are answered one after another, as they came. */
  private enqueue(request: RtspRequest): void {
    this.queue = this.queue.then(async () => {
      if (this.socket.destroyed) return;
      try {
        await this.answer(request);
      } catch (error) {
        this.socket.destroy(error instanceof Error ? error : undefined);
        throw error;
      }
    });
  }

  private async answer(request: RtspRequest): Promise<void> {
    const camera = this.context.cameraByPath(cameraPath(request.url));
    if (camera?.behaviour.down === 'reset') return void this.socket.destroy();
    if (camera?.behaviour.garbage === 'response') return void this.socket.write(randomBytes(120));
    const response = await this.respond(request, camera);
    this.socket.write(encodeResponse(response, request.headers.get('cseq')));
    const isPlay = request.method === 'PLAY' && response.status === 200;
    const closeAfterMs = camera?.behaviour.closeAfterPlayMs ?? null;
    if (isPlay && closeAfterMs !== null) this.later(closeAfterMs, () => this.socket.destroy());
  }

  private async respond(request: RtspRequest, camera: SimulatedCamera | undefined): Promise<RtspResponse> {
    const held = this.heldOf(request);
    if (held !== undefined) held.session.lastHeardAtMs = this.context.now();
    if (request.method === 'OPTIONS') return { status: 200, headers: [['Public', publicMethods]] };
    if (camera === undefined || camera.behaviour.down !== false) return { status: 404 };
    const refusal = this.authenticate(request, camera);
    if (refusal !== undefined) return refusal;
    switch (request.method) {
      case 'DESCRIBE':
        return this.describe(camera);
      case 'SETUP':
        return this.setUp(request, camera);
      case 'PLAY':
      case 'PAUSE':
      case 'GET_PARAMETER':
      case 'SET_PARAMETER':
      case 'TEARDOWN':
        return held === undefined || held.camera !== camera ? { status: 454 } : this.control(request, held);
      default:
        return { status: 501 };
    }
  }

  private authenticate(request: RtspRequest, camera: SimulatedCamera): RtspResponse | undefined {
    const { spec } = camera;
    const authenticator =
      this.authenticators.get(camera) ??
      createAuthenticator({
        schemes: spec.auth ?? ['digest-md5'],
        realm: 'truc-camera',
        nonceLifetimeMs: spec.nonceLifetimeMs,
        now: this.context.now,
      });
    this.authenticators.set(camera, authenticator);
    const { method, url, headers } = request;
    const decision = authenticator.decide({ method, url, authorization: headers.get('authorization') }, spec);
    if (decision === 'accepted' && !camera.behaviour.refuseAuth) return undefined;
    const challenges = authenticator.challenges(decision === 'stale');
    return { status: 401, headers: challenges.map((challenge) => ['WWW-Authenticate', challenge] as const) };
  }

  private async describe(camera: SimulatedCamera): Promise<RtspResponse> {
    const { slowDescribeMs, redirect, noSprop } = camera.behaviour;
    if (slowDescribeMs > 0) await new Promise<void>((resolve) => this.later(slowDescribeMs, resolve));
    if (redirect !== null) {
      const target = redirect.startsWith('rtsp:') ? redirect : `${this.context.baseUrl()}/${redirect}`;
      return { status: 302, headers: [['Location', target]] };
    }
    const { loop, codec } = camera.describe();
    const { audio } = camera.behaviour;
    const sessionName = camera.spec.path;
    const body = describeCamera({ sessionName, loop, codec, audio, withParameterSets: !noSprop });
    const base = `${this.context.baseUrl()}/${camera.spec.path}/`;
    return { status: 200, headers: [['Content-Base', base], ['Content-Type', 'application/sdp']], body }; // prettier-ignore
  }

  private async setUp(request: RtspRequest, camera: SimulatedCamera): Promise<RtspResponse> {
    const track = request.url.split(`/${camera.spec.path}`)[1] ?? '';
    if (!['', '/', `/${trackName}`].includes(track)) return { status: 404 };
    if (this.heldOf(request) !== undefined) return { status: 455 };
    const wanted = parseTransportHeader(request.headers.get('transport') ?? '');
    const isRefused = wanted?.kind === 'tcp' && camera.behaviour.udpOnly;
    if (wanted === undefined || isRefused) return { status: 461 };
    const { transport, header } = await this.openTransport(wanted);
    const session = new RtpSession(transport, this.context.now());
    this.held.set(session.id, { session, camera });
    camera.addSession(session);
    const timeoutSeconds = Math.max(1, Math.ceil(this.context.sessionTimeoutMs / 1000));
    return {
      status: 200,
      headers: [
        ['Transport', `${header};ssrc=${session.ssrcText()};mode="PLAY"`],
        ['Session', `${session.id};timeout=${timeoutSeconds}`],
      ],
    };
  }

  private async openTransport(
    wanted: TransportRequest,
  ): Promise<{ transport: SessionTransport; header: string }> {
    if (wanted.kind === 'tcp') {
      const channel = wanted.channel ?? this.held.size * 2;
      const header = `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`;
      return { transport: { kind: 'tcp', socket: this.socket, channel }, header };
    }
    const { rtpPort, rtp, rtcp } = await this.context.udpPorts();
    const clientPorts = `client_port=${wanted.rtpPort}-${wanted.rtcpPort}`;
    // Only ever to the viewer's own address: a `destination` of its choosing would make this a packet gun.
    const host = this.socket.remoteAddress ?? '127.0.0.1';
    const header = `RTP/AVP;unicast;${clientPorts};server_port=${rtpPort}-${rtpPort + 1}`;
    return { transport: { ...wanted, host, rtp, rtcp }, header };
  }

  private control(request: RtspRequest, held: Held): RtspResponse {
    const { session, camera } = held;
    const headers: [string, string][] = [['Session', session.id]];
    if (request.method === 'PLAY') {
      const start = session.describeStart(camera.play(session));
      const url = `${this.context.baseUrl()}/${camera.spec.path}/${trackName}`;
      headers.push(
        ['Range', 'npt=now-'],
        ['RTP-Info', `url=${url};seq=${start.sequence};rtptime=${start.rtpTime}`],
      );
    }
    if (request.method === 'PAUSE') camera.pause(session);
    if (request.method === 'TEARDOWN') this.release(held);
    return { status: 200, headers };
  }

  private heldOf(request: RtspRequest): Held | undefined {
    return this.held.get((request.headers.get('session') ?? '').split(';')[0] ?? '');
  }

  private release({ session, camera }: Held): void {
    this.held.delete(session.id);
    camera.removeSession(session);
  }

  private later(delayMs: number, action: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      action();
    }, delayMs);
    this.timers.add(timer);
  }

  private handleClose(): void {
    for (const timer of this.timers) clearTimeout(timer);
    for (const held of [...this.held.values()]) this.release(held);
    this.context.onClose(this);
  }
}

/** `rtsp://host:port/cam-0001/trackID=1` names the camera `cam-0001`. */
function cameraPath(url: string): string {
  const afterHost = url.replace(/^rtsp:\/\/[^/]*/i, '');
  return afterHost.split(/[/?]/)[1] ?? '';
}
