import type { Server as HttpServer } from 'node:http';
import type { Clock, Timers } from '@truc/base';
import {
  beatNowEvent,
  FactsStoredSchema,
  ForgetViewSchema,
  pipesEvent,
  PipesSchema,
  RevokeGrantsSchema,
  RevokePersonSchema,
} from '@truc/media/signalling';
import type { CameraId, ControlFacts, NodePipes } from '@truc/media/signalling';
import type { Logger } from 'pino';
import { Server } from 'socket.io';
import type { Socket } from 'socket.io';
import * as v from 'valibot';
import type { Revocations } from '../grants/revocations.ts';
import type { Sessions } from '../viewers/sessions.ts';
import { isAcknowledge } from '../http/acknowledge.ts';
import { isControlSecret } from './control-secret.ts';
import type { KeptRevocations } from '../edge/kept-revocations.ts';
import type { NodeBeats } from '../nodes/node-beats.ts';
import type { FactLog } from './fact-log.ts';

export type ControlServerOptions = {
  readonly http: HttpServer;
  readonly secret: string;
  readonly facts: FactLog;
  readonly sessions: Pick<Sessions, 'end'>;
  readonly revocations: Revocations;
  /** Of a node at a facility: what is taken back is on its disk before that is acknowledged. */
  readonly kept?: KeptRevocations;
  /** Of one of several nodes. */
  readonly beats?: NodeBeats;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly forgetView: (camera: CameraId) => void;
  /** All that may be fetched from other nodes from now on. */
  readonly onPipes: (pipes: readonly NodePipes[]) => void;
  /** Called for each server that connects, before facts are delivered: states of cameras are told anew. */
  readonly onServer: () => void;
};

const acknowledgeTimeoutMs = 10_000;
const retryDelayMs = 1_000;
const beatTimeoutMs = 2_000;

/** The server's line to the SFU: its commands come down it, our facts go up it. */
export class ControlServer {
  readonly #io: Server;
  readonly #options: ControlServerOptions;
  /** Only the newest connection is served with facts: an older one is a server that has not noticed its own end. */
  #server: Socket | undefined;
  #delivering = false;
  #cancelRetry: () => void = () => {};
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
    this.#cancelRetry();
    this.#server = undefined;
    this.#io.disconnectSockets(true);
    this.#io.engine.close();
  }

  #handleServer(socket: Socket): void {
    this.#server = socket;
    this.#options.log.info('server connected to control');
    socket.on('revokeGrants', (payload: unknown, acknowledge: unknown) =>
      this.#answer(acknowledge, () => this.#revokeGrants(payload)),
    );
    socket.on('revokePerson', (payload: unknown, acknowledge: unknown) =>
      this.#answer(acknowledge, () => this.#revokePerson(payload)),
    );
    socket.on('forgetView', (payload: unknown, acknowledge: unknown) =>
      answer(acknowledge, this.#forgetView(payload)),
    );
    socket.on(pipesEvent, (payload: unknown) => this.#takePipes(payload));
    const { beats } = this.#options;
    socket.on(beatNowEvent, () => beats?.beat());
    beats?.use((beat) => socket.timeout(beatTimeoutMs).emitWithAck('beat', beat));
    socket.on('disconnect', () => {
      if (this.#server !== socket) return;
      this.#server = undefined;
      beats?.use(undefined);
      this.#options.log.warn('server disconnected from control');
    });
    this.#options.onServer();
    void this.#deliver();
  }

  /** What fails is not acknowledged, and comes again. */
  #answer(acknowledge: unknown, act: () => Promise<object>): void {
    act().then(
      (value) => answer(acknowledge, value),
      (error: unknown) =>
        this.#options.log.error({ err: error }, 'a command of the server could not be kept'),
    );
  }

  async #revokeGrants(payload: unknown): Promise<object> {
    const parsed = v.safeParse(RevokeGrantsSchema, payload);
    if (!parsed.success) return refused;
    const grants = new Set(parsed.output.grants);
    const at = this.#options.clock.now();
    this.#options.revocations.revokeGrants(parsed.output.grants, at);
    const closed = this.#options.sessions.end((viewing) => grants.has(viewing.claims.jti), 'grant_revoked');
    await this.#options.kept?.keep({ what: 'grants', at, ...parsed.output });
    return { closed };
  }

  async #revokePerson(payload: unknown): Promise<object> {
    const parsed = v.safeParse(RevokePersonSchema, payload);
    if (!parsed.success) return refused;
    const { person, camera } = parsed.output;
    const at = this.#options.clock.now();
    this.#options.revocations.revokePerson(person, camera, at);
    const closed = this.#options.sessions.end(
      ({ claims }) => claims.sub === person && (camera === undefined || claims.cam === camera),
      'grant_revoked',
    );
    await this.#options.kept?.keep({ what: 'person', at, ...parsed.output });
    return { closed };
  }

  #forgetView(payload: unknown): object {
    const parsed = v.safeParse(ForgetViewSchema, payload);
    if (!parsed.success) return refused;
    this.#options.forgetView(parsed.output.camera);
    return { closed: 0 };
  }

  #takePipes(payload: unknown): void {
    const parsed = v.safeParse(PipesSchema, payload);
    if (parsed.success) this.#options.onPipes(parsed.output.pipes);
    else this.#options.log.error('the server named pipes in a way that this node cannot read');
  }

  async #deliver(): Promise<void> {
    if (this.#delivering) return;
    this.#delivering = true;
    while (this.#server !== undefined && (await this.#deliverOne(this.#server))) {
      // Until everything is acknowledged, or the server does not answer.
    }
    this.#delivering = false;
  }

  /** Whether to go on at once. */
  async #deliverOne(server: Socket): Promise<boolean> {
    const batch = this.#options.facts.nextBatch();
    if (batch === undefined) return false;
    try {
      const upTo = await askToStore(server, batch);
      await this.#options.facts.acknowledge(batch.boot, upTo);
      return true;
    } catch (error) {
      // One that is gone is followed by the next at once; one that does not answer gets the same facts again.
      if (this.#server !== server) return true;
      this.#options.log.warn({ err: error }, 'the server does not acknowledge facts');
      this.#cancelRetry = this.#options.timers.after(retryDelayMs, () => void this.#deliver());
      return false;
    }
  }
}

/** The last number that the server has stored. Rejects when it does not say, or not as agreed. */
async function askToStore(server: Socket, batch: ControlFacts): Promise<number> {
  const parsed = v.safeParse(FactsStoredSchema, await emitUnlessGone(server, batch));
  const [first, last] = [batch.facts[0]?.number ?? 0, batch.facts.at(-1)?.number ?? 0];
  if (!parsed.success || parsed.output.upTo < first || parsed.output.upTo > last) {
    throw new Error('facts are acknowledged otherwise than agreed');
  }
  return parsed.output.upTo;
}

/** Rejects as soon as the socket closes: socket.io itself would let the answer of one that is gone time out. */
function emitUnlessGone(server: Socket, batch: ControlFacts): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const handleGone = () => reject(new Error('the server disconnected'));
    server.once('disconnect', handleGone);
    server
      .timeout(acknowledgeTimeoutMs)
      .emitWithAck('facts', batch)
      .then(resolve, reject)
      .finally(() => server.off('disconnect', handleGone));
  });
}

/** No contract knows this answer: a server that sends what it should not finds out at its own parser. */
const refused = { code: 'unparseable' };

function answer(acknowledge: unknown, value: object): void {
  if (isAcknowledge(acknowledge)) acknowledge(value);
}
