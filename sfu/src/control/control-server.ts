import type { Server as HttpServer } from 'node:http';
import type { Clock } from '@truc/base';
import { FactsStoredSchema, RevokeGrantsSchema, RevokePersonSchema } from '@truc/media/signalling';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import * as v from 'valibot';
import type { Revocations } from '../grants/revocations.ts';
import type { Sessions } from '../viewers/sessions.ts';
import { isAcknowledge } from '../http/acknowledge.ts';
import { isControlSecret } from './control-secret.ts';
import type { FactLog } from './fact-log.ts';

export type ControlServerOptions = {
  readonly http: HttpServer;
  readonly secret: string;
  readonly facts: FactLog;
  readonly sessions: Sessions;
  readonly revocations: Revocations;
  readonly clock: Clock;
  readonly log: Logger;
  /** Called for each server that connects, before facts are delivered: states of cameras are told anew. */
  readonly onServer: () => void;
};

const acknowledgeTimeoutMs = 10_000;

/** The server's line to the SFU: its commands come down it, our facts go up it. */
export class ControlServer {
  readonly #io: Server;
  readonly #options: ControlServerOptions;
  /** Only the newest connection is served with facts: an older one is a server that has not noticed its own end. */
  #server: Socket | undefined;
  #delivering = false;
  readonly #stopListening: () => void;

  constructor(options: ControlServerOptions) {
    this.#options = options;
    this.#io = new Server(options.http, {
      path: '/control',
      transports: ['websocket'],
      serveClient: false,
      destroyUpgrade: false,
      // A browser always sends an origin; the server never does.
      allowRequest: (request, decide) => decide(null, request.headers.origin === undefined),
    });
    this.#io.use((socket, next) => {
      const { secret } = socket.handshake.auth;
      next(isControlSecret(options.secret, secret) ? undefined : new Error('control_secret_wrong'));
    });
    this.#io.on('connection', (socket) => this.#handleServer(socket));
    this.#stopListening = options.facts.onFact(() => void this.#deliver());
  }

  get connected(): boolean {
    return this.#server !== undefined;
  }

  close(): void {
    this.#stopListening();
    this.#io.disconnectSockets(true);
    this.#io.engine.close();
  }

  #handleServer(socket: Socket): void {
    this.#server = socket;
    this.#options.log.info('server connected to control');
    socket.on('revokeGrants', (payload: unknown, acknowledge: unknown) =>
      answer(acknowledge, this.#revokeGrants(payload)),
    );
    socket.on('revokePerson', (payload: unknown, acknowledge: unknown) =>
      answer(acknowledge, this.#revokePerson(payload)),
    );
    socket.on('disconnect', () => {
      if (this.#server !== socket) return;
      this.#server = undefined;
      this.#options.log.warn('server disconnected from control');
    });
    this.#options.onServer();
    void this.#deliver();
  }

  #revokeGrants(payload: unknown): object {
    const parsed = v.safeParse(RevokeGrantsSchema, payload);
    if (!parsed.success) return refused;
    const grants = new Set(parsed.output.grants);
    this.#options.revocations.revokeGrants(parsed.output.grants, this.#options.clock.now());
    return {
      closed: this.#options.sessions.end((viewing) => grants.has(viewing.claims.jti), 'grant_revoked'),
    };
  }

  #revokePerson(payload: unknown): object {
    const parsed = v.safeParse(RevokePersonSchema, payload);
    if (!parsed.success) return refused;
    const { person, camera } = parsed.output;
    this.#options.revocations.revokePerson(person, camera, this.#options.clock.now());
    const closed = this.#options.sessions.end(
      ({ claims }) => claims.sub === person && (camera === undefined || claims.cam === camera),
      'grant_revoked',
    );
    return { closed };
  }

  async #deliver(): Promise<void> {
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      while (this.#server !== undefined && (await this.#deliverOne(this.#server))) {
        // Until everything is acknowledged, or the server does not answer.
      }
    } finally {
      this.#delivering = false;
    }
  }

  /** Whether there may be more to deliver. */
  async #deliverOne(server: Socket): Promise<boolean> {
    const batch = this.#options.facts.nextBatch();
    if (batch === undefined) return false;
    try {
      const stored: unknown = await server.timeout(acknowledgeTimeoutMs).emitWithAck('facts', batch);
      const parsed = v.safeParse(FactsStoredSchema, stored);
      if (!parsed.success || parsed.output.upTo < (batch.facts[0]?.number ?? 0)) {
        this.#options.log.error('the server did not acknowledge facts as agreed');
        return this.#giveUpOn(server);
      }
      await this.#options.facts.acknowledge(batch.boot, parsed.output.upTo);
      return true;
    } catch (error) {
      this.#options.log.warn({ err: error }, 'the server does not acknowledge facts');
      return this.#giveUpOn(server);
    }
  }

  /** It connects again and gets the same facts again. */
  #giveUpOn(server: Socket): boolean {
    server.disconnect(true);
    return this.#server !== undefined && this.#server !== server;
  }
}

/** No contract knows this answer: a server that sends what it should not finds out at its own parser. */
const refused = { code: 'unparseable' };

function answer(acknowledge: unknown, value: object): void {
  if (isAcknowledge(acknowledge)) acknowledge(value);
}
