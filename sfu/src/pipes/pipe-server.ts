import type { Server as HttpServer } from 'node:http';
import type { Clock, Timers } from '@truc/base';
import { PipeHelloSchema, PipeProofSchema } from '@truc/media/signalling';
import type { PipeHello } from '@truc/media/signalling';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import * as v from 'valibot';
import { createShare, isProof, lineKeys, permitKey } from './handshake.ts';
import { PipePeer } from './pipe-peer.ts';
import type { PipePeerDeps } from './pipe-peer.ts';

export type PipeServerOptions = PipePeerDeps & {
  readonly http: HttpServer;
  /** What this node and the server share; permits are made of it. */
  readonly secret: string;
  readonly node: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
};

const proofTimeoutMs = 3_000;
const messageByteLimit = 64 * 1024;

/**
 * Where other nodes ask for this one's cameras. Who asks shows that the server sent him, by a permit made of the secret that only
 * the server and this node have; this node shows the same. Before both have, nothing is answered and nothing is kept.
 */
export class PipeServer {
  readonly #io: Server;
  readonly #options: PipeServerOptions;
  readonly #peers = new Set<PipePeer>();

  constructor(options: PipeServerOptions) {
    this.#options = options;
    this.#io = new Server(options.http, {
      path: '/pipe',
      transports: ['websocket'],
      serveClient: false,
      destroyUpgrade: false,
      maxHttpBufferSize: messageByteLimit,
      pingInterval: 2_000,
      pingTimeout: 2_000,
      // A browser always sends an origin; a node never does.
      allowRequest: (request, decide) => decide(null, request.headers.origin === undefined),
    });
    this.#io.use((socket, next) => {
      const hello = v.safeParse(PipeHelloSchema, socket.handshake.auth);
      next(hello.success ? undefined : new Error('hello_unreadable'));
    });
    this.#io.on('connection', (socket) => {
      this.#meet(socket, v.parse(PipeHelloSchema, socket.handshake.auth)).catch((error: unknown) => {
        options.log.warn({ err: error }, 'a node did not prove itself');
        socket.disconnect(true);
      });
    });
  }

  /** Pipes that run, for the metrics. */
  get running(): number {
    return [...this.#peers].reduce((sum, { pipes }) => sum + pipes, 0);
  }

  /** Who turns a camera now: the viewers of other nodes are told too. */
  tellPtzHolder: PipePeer['tellPtzHolder'] = (camera, holder) => {
    for (const peer of this.#peers) peer.tellPtzHolder(camera, holder);
  };

  close(): void {
    this.#io.disconnectSockets(true);
    this.#io.engine.close();
  }

  async #meet(socket: Socket, hello: PipeHello): Promise<void> {
    const { node, until } = hello;
    const { secret, node: own, clock } = this.#options;
    const share = createShare();
    const answer: unknown = await socket
      .timeout(proofTimeoutMs)
      .emitWithAck('challenge', { share: share.text });
    const pair = { asker: node, holder: own, until };
    const keys = lineKeys(
      permitKey(secret, pair),
      { own: share.key, other: hello.share },
      { ...pair, askerShare: hello.share, holderShare: share.text },
    );
    const shown = v.safeParse(PipeProofSchema, answer);
    const isGenuine = keys !== undefined && shown.success && isProof(keys.askerProof, shown.output.proof);
    if (!isGenuine || until <= clock.now()) throw new Error('pipe_refused');
    const peer = new PipePeer({
      ...this.#options,
      asker: node,
      holder: own,
      until,
      socket,
      keys,
      onEnd: () => this.#peers.delete(peer),
    });
    this.#peers.add(peer);
    socket.on('sealed', (sealed: unknown) => peer.take(sealed));
    socket.once('disconnect', () => peer.close());
    socket.emit('proven', { proof: keys.holderProof });
    this.#options.log.info({ node }, 'a node asks for pictures');
  }
}
