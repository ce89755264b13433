import type { Server as HttpServer } from 'node:http';
import type { Clock } from '@truc/base';
import { signallingVersion, upMessages } from '@truc/media/signalling';
import type { Reply, SignallingError, UpMessage, UpRequest } from '@truc/media/signalling';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import * as v from 'valibot';
import type { SfuLimits } from '../config/config.ts';
import type { EdgeDesk } from '../edge/edge-desk.ts';
import type { Sessions } from '../viewers/sessions.ts';
import { handleConnectTransport } from './handlers/connect-transport.ts';
import type { Handler, HandlerContext } from './handlers/handler.ts';
import { handleJoin } from './handlers/join.ts';
import { handleLayer } from './handlers/layer.ts';
import { handleLeaseGrants } from './handlers/lease-grants.ts';
import { handlePause } from './handlers/pause.ts';
import { handlePing } from './handlers/ping.ts';
import { handleOpenPlayback, handlePlayback } from './handlers/playback.ts';
import { handlePtz } from './handlers/ptz.ts';
import { handleRenew } from './handlers/renew.ts';
import { handleRestartIce } from './handlers/restart-ice.ts';
import { handleResume } from './handlers/resume.ts';
import { handleTurn } from './handlers/turn.ts';
import { handleUnwatch } from './handlers/unwatch.ts';
import { handleWatch } from './handlers/watch.ts';
import { isAcknowledge } from '../http/acknowledge.ts';
import { isAllowedOrigin } from './origin.ts';
import { RateLimit } from './rate-limit.ts';
import type { TurnDesk } from '../turn/turn-desk.ts';
import { ViewerConnection } from './viewer-connection.ts';

export type SignallingServerOptions = {
  readonly http: HttpServer;
  readonly sessions: Sessions;
  readonly turn: TurnDesk;
  /** Where leases are taken: at a facility. */
  readonly edge?: EdgeDesk;
  readonly node?: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly origins: readonly string[];
  readonly limits: SfuLimits;
  /** Every message that is refused, for the metrics. */
  readonly onRefused: (message: UpMessage, code: SignallingError) => void;
};

/** A whole wall's `watch` with its grants stays well below this. */
const messageByteLimit = 256 * 1024;

/** The viewers' sockets: each message is parsed by the contract, answered by its handler, and never thrown back. */
export class SignallingServer {
  readonly #io: Server;
  readonly #options: SignallingServerOptions;

  constructor(options: SignallingServerOptions) {
    this.#options = options;
    this.#io = new Server(options.http, {
      path: '/sfu',
      transports: ['websocket'],
      serveClient: false,
      destroyUpgrade: false,
      maxHttpBufferSize: messageByteLimit,
      // A tablet that has changed its network learns from a missing ping that its socket is dead.
      pingInterval: 4_000,
      pingTimeout: 3_000,
      allowRequest: (request, decide) => decide(null, isAllowedOrigin(request.headers, options.origins)),
    });
    this.#io.on('connection', (socket) => this.#handleConnection(socket));
  }

  get connections(): number {
    return this.#io.engine.clientsCount;
  }

  close(): void {
    this.#io.disconnectSockets(true);
    // Not `io.close()`: that would also close the HTTP server, which is not ours.
    this.#io.engine.close();
  }

  #handleConnection(socket: Socket): void {
    const connection = new ViewerConnection(socket);
    const context: HandlerContext = {
      connection,
      sessions: this.#options.sessions,
      turn: this.#options.turn,
      edge: this.#options.edge,
      node: this.#options.node,
      clock: this.#options.clock,
    };
    const limit = new RateLimit({
      perSecond: this.#options.limits.messagesPerSecond,
      burst: this.#options.limits.messageBurst,
      clock: this.#options.clock,
    });
    const line = { socket, context, limit };
    this.#on(line, 'join', { schema: upMessages.join.request, handler: handleJoin });
    this.#on(line, 'connectTransport', {
      schema: upMessages.connectTransport.request,
      handler: handleConnectTransport,
    });
    this.#on(line, 'watch', { schema: upMessages.watch.request, handler: handleWatch });
    this.#on(line, 'resume', { schema: upMessages.resume.request, handler: handleResume });
    this.#on(line, 'pause', { schema: upMessages.pause.request, handler: handlePause });
    this.#on(line, 'layer', { schema: upMessages.layer.request, handler: handleLayer });
    this.#on(line, 'unwatch', { schema: upMessages.unwatch.request, handler: handleUnwatch });
    this.#on(line, 'renew', { schema: upMessages.renew.request, handler: handleRenew });
    this.#on(line, 'leaseGrants', { schema: upMessages.leaseGrants.request, handler: handleLeaseGrants });
    this.#on(line, 'restartIce', { schema: upMessages.restartIce.request, handler: handleRestartIce });
    this.#on(line, 'ptz', { schema: upMessages.ptz.request, handler: handlePtz });
    this.#on(line, 'openPlayback', {
      schema: upMessages.openPlayback.request,
      handler: handleOpenPlayback,
    });
    this.#on(line, 'playback', { schema: upMessages.playback.request, handler: handlePlayback });
    this.#on(line, 'turn', { schema: upMessages.turn.request, handler: handleTurn });
    this.#on(line, 'ping', { schema: upMessages.ping.request, handler: handlePing });
    socket.on('disconnect', (reason) => connection.handleGone({ lost: reason === 'ping timeout' }));
  }

  #on<M extends UpMessage>(
    line: { readonly socket: Socket; readonly context: HandlerContext; readonly limit: RateLimit },
    message: M,
    route: { readonly schema: v.GenericSchema<unknown, UpRequest<M>>; readonly handler: Handler<M> },
  ): void {
    line.socket.on<string>(message, (payload: unknown, acknowledge: unknown) => {
      void this.#answer(message, { payload, ...route, ...line }).then((answer) => {
        if (!answer.ok) this.#options.onRefused(message, answer.code);
        if (isAcknowledge(acknowledge)) acknowledge(answer);
      });
    });
  }

  async #answer<M extends UpMessage>(
    message: M,
    asked: {
      readonly payload: unknown;
      readonly schema: v.GenericSchema<unknown, UpRequest<M>>;
      readonly handler: Handler<M>;
      readonly context: HandlerContext;
      readonly limit: RateLimit;
    },
  ): Promise<Reply<M>> {
    if (!asked.limit.take()) return { ok: false, code: 'too_many_requests' };
    if (message === 'join' && isOtherVersion(asked.payload))
      return { ok: false, code: 'unsupported_version' };
    // An array without elements would pass for an object without fields.
    if (Array.isArray(asked.payload)) return { ok: false, code: 'unparseable' };
    const parsed = v.safeParse(asked.schema, asked.payload);
    if (!parsed.success) return { ok: false, code: 'unparseable' };
    try {
      const answer = await asked.handler(parsed.output, asked.context);
      return answer.ok ? answer : { ok: false, code: answer.error };
    } catch (error) {
      this.#options.log.error({ err: error, message }, 'a viewer message could not be answered');
      return { ok: false, code: 'internal' };
    }
  }
}

function isOtherVersion(payload: unknown): boolean {
  const parsed = v.safeParse(v.looseObject({ v: v.number() }), payload);
  return parsed.success && parsed.output.v !== signallingVersion;
}
