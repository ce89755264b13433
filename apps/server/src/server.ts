import type { AddressInfo } from 'node:net';
import { failure, invariant, ok, type Failure, type Result } from '@truc/base';
import type { FastifyInstance } from 'fastify';
import { aliveSessions } from './auth/sessions.ts';
import { readSession } from './auth/sessions.ts';
import { provisionPerson, type NewPerson } from './auth/people.ts';
import type { ServerConfig } from './config/config.ts';
import { createContext, type Context, type ContextOverrides } from './config/context.ts';
import { openBoard, type Board } from './board/open-board.ts';
import type { ScopeHead } from '@truc/sync/protocol';
import { createApp } from './http/app.ts';
import { isFromOurOrigin } from './http/origin.ts';
import { proxySfu } from './http/sfu-proxy.ts';
import { createKioskDoor, endLooksOfKiosksOf } from './kiosk/kiosk-door.ts';
import { createControlLink, type ControlLink } from './media/control-link.ts';
import { watchCases } from './cases/watch-cases.ts';
import type { CaseWatch } from './cases/case-watch.ts';
import { createFaultStore } from './media/fault-store.ts';
import { FaultWatch } from './media/fault-watch.ts';
import { hintFaults } from './realtime/hint-faults.ts';
import { createFactStore, type FactStore } from './media/fact-store.ts';
import { provisionPlaces, type Places } from './places/provision-places.ts';
import { createRealtime, type Realtime } from './realtime/realtime.ts';
import { allRoutes } from './routes/routes.ts';

export type RunningServer = {
  /** Where it listens, as `http://host:port`. */
  readonly url: string;
  readonly port: number;
  readonly context: Context;
  readonly facts: FactStore;
  /** Makes or updates a named person with account and roles (GL-05). */
  provisionPerson(person: NewPerson): Promise<void>;
  /** Makes or updates facilities, posts, recorders and cameras. */
  provisionPlaces(places: Places): Promise<void>;
  /** Ends what this person watches now, on every display. */
  revokePerson(person: string): Promise<void>;
  close(): Promise<void>;
};

/** Starts everything in its order; whatever fails leaves nothing running behind. */
export async function startServer(
  config: ServerConfig,
  overrides: ContextOverrides = {},
): Promise<Result<RunningServer, Failure>> {
  const made = await createContext(config, overrides);
  if (!made.ok) return made;
  try {
    return await startWith(made.value, config);
  } catch (error) {
    await made.value.close();
    throw error;
  }
}

async function startWith(context: Context, config: ServerConfig): Promise<Result<RunningServer, Failure>> {
  const pokes: { realtime?: Realtime; control?: ControlLink; cases?: CaseWatch } = {};
  const sockets = () => {
    invariant(pokes.realtime !== undefined, 'sockets are ready before the first request');
    return pokes.realtime;
  };
  const facts = createFactStore({
    ...context,
    query: context.database.query,
    onCameras: () => board.changed(),
  });
  const board = openBoard(context, {
    facts,
    realtime: sockets,
    isConnected: () => pokes.control?.connected ?? false,
  });
  const routes = allRoutes(context, sockets, () => pokes.control, board);
  // Before the first push is taken: a database that came back from a backup must have its new epoch by then.
  await recordAtStart(context);
  const app = await createApp(context, routes);
  await app.ready();
  const realtime = openSockets(app, context, (heads) => {
    board.grown(heads);
    if (heads.some(({ scope }) => scope.startsWith('facility:'))) pokes.cases?.wake();
  });
  pokes.realtime = realtime;
  const listening = await listen(app, config);
  if (!listening.ok) {
    await stop({ app, realtime, board, context });
    return listening;
  }
  const control =
    config.sfuPort === 0
      ? undefined
      : createControlLink({
          ...context,
          sfuPort: config.sfuPort,
          secret: context.controlSecret,
          facts,
        });
  if (control !== undefined) pokes.control = control;
  const caseWatch = (pokes.cases = watchCases(context, realtime));
  const faultWatch = control && watchFaults(context, { control, facts, realtime });
  context.registers.onRolesChanged(({ changed, lost }) => {
    realtime.recheck(lost);
    realtime.rightsChanged(changed);
    for (const person of lost) control?.revokePerson(person);
    endLooksOfKiosksOf(lost, { ...context, control, realtime });
  });
  context.evidence.start();
  context.bookText.start();
  context.log.info({ url: listening.value.url }, 'server listens');
  return ok(
    describe(
      {
        app,
        realtime,
        board,
        context,
        caseWatch,
        ...(control && { control }),
        ...(faultWatch && { faultWatch }),
      },
      { ...listening.value, facts },
    ),
  );
}

/** A log that cannot be signed is an alarm; watches go on writing all the same. */
async function recordAtStart({ evidence, log }: Context): Promise<void> {
  await evidence.record().catch((error: unknown) => log.error({ err: error }, 'no evidence at the start'));
}

type Running = {
  readonly app: FastifyInstance;
  readonly realtime: Realtime;
  readonly board: Board;
  readonly context: Context;
  readonly control?: ControlLink;
  readonly faultWatch?: FaultWatch;
  readonly caseWatch?: CaseWatch;
};

function watchFaults(
  context: Context,
  { control, facts, realtime }: { control: ControlLink; facts: FactStore; realtime: Realtime },
): FaultWatch {
  return new FaultWatch({
    ...context,
    store: createFaultStore(context.database.pool),
    cameraStates: () => facts.cameraStates(),
    isConnected: () => control.connected,
    afterMs: context.config.faultAfterMs,
    onChange: () => hintFaults(context, realtime),
  });
}

function openSockets(
  app: FastifyInstance,
  context: Context,
  onPoke: (heads: readonly ScopeHead[]) => void,
): Realtime {
  const { logIn, database, config } = context;
  const door = createKioskDoor({ ...context, parseCookie: (header) => app.parseCookie(header) });
  proxySfu({
    http: app.server,
    sfuPort: config.sfuPort,
    log: context.log,
    async mayPass(request) {
      if (!isFromOurOrigin(request.headers, config.publicUrl)) return false;
      if ((await readSession(logIn, request.headers)).session !== null) return true;
      return (await door.kioskOf(request.headers)) !== null;
    },
  });
  return createRealtime({
    ...context,
    ...door,
    http: app.server,
    aliveSessions: (sessions) => aliveSessions(database.pool, sessions),
    publicUrl: config.publicUrl,
    onPoke,
  });
}

type Listening = { readonly url: string; readonly port: number };

async function listen(app: FastifyInstance, config: ServerConfig): Promise<Result<Listening, Failure>> {
  try {
    await app.listen({ host: config.host, port: config.port });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE')
      return failure('port_taken', `TRUC_PORT: port ${config.port} of ${config.host} is taken`);
    if (code === 'EADDRNOTAVAIL')
      return failure('host_unusable', `TRUC_HOST: ${config.host} is not an address here`);
    if (code === 'EACCES') return failure('port_denied', `TRUC_PORT: port ${config.port} needs more rights`);
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  const host = config.host.includes(':') ? `[${config.host}]` : config.host;
  return ok({ port, url: config.publicUrl ?? `http://${host}:${port}` });
}

function describe(running: Running, at: Listening & { readonly facts: FactStore }): RunningServer {
  const { context, control } = running;
  const { query } = context.database;
  return {
    ...at,
    context,
    async provisionPerson(person) {
      await provisionPerson({ query, logIn: context.logIn }, person);
      context.registers.invalidate();
    },
    async provisionPlaces(places) {
      await provisionPlaces(query, places);
      context.registers.invalidate();
    },
    async revokePerson(person) {
      await context.audit.write([{ person, action: 'revoke_person', object: person, outcome: 'granted' }]);
      control?.revokePerson(person);
      endLooksOfKiosksOf([person], { ...context, control, realtime: running.realtime });
    },
    close: () => stop(running),
  };
}

async function stop(running: Running): Promise<void> {
  const { app, realtime, board, context, control, faultWatch, caseWatch } = running;
  await caseWatch?.close();
  board.close();
  faultWatch?.close();
  control?.close();
  await realtime.close();
  await app.close();
  await context.close();
  context.log.info('server stopped');
}
