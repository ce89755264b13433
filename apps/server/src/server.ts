import type { AddressInfo } from 'node:net';
import { failure, invariant, ok, type Failure, type Result } from '@truc/base';
import type { FastifyInstance } from 'fastify';
import { aliveSessions } from './auth/sessions.ts';
import { readSession } from './auth/sessions.ts';
import { provisionPerson, type NewPerson } from './auth/people.ts';
import type { ServerConfig } from './config/config.ts';
import { createContext, type Context, type ContextOverrides } from './config/context.ts';
import { openBoard, type Board } from './board/open-board.ts';
import { openDutyCalls, type DutyCalls } from './duty-calls/open-duty-calls.ts';
import { openTimeline, type ProvinceTimeline } from './timeline/open-timeline.ts';
import type { ScopeHead } from '@truc/sync/protocol';
import { createApp } from './http/app.ts';
import { isFromOurOrigin } from './http/origin.ts';
import { proxySfu } from './http/sfu-proxy.ts';
import { createKioskDoor, endLooksOfKiosksOf } from './kiosk/kiosk-door.ts';
import { createControlLink, type ControlLink } from './media/control-link.ts';
import { watchCases } from './cases/watch-cases.ts';
import type { CaseWatch } from './cases/case-watch.ts';
import { createHolderStore } from './media/nodes/holder-store.ts';
import { SfuFleet } from './media/nodes/sfu-fleet.ts';
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
  const pokes: {
    realtime?: Realtime;
    control?: ControlLink;
    cases?: CaseWatch;
    fleet?: SfuFleet;
    duty?: DutyCalls;
  } = {};
  const sockets = () => {
    invariant(pokes.realtime !== undefined, 'sockets are ready before the first request');
    return pokes.realtime;
  };
  const calls = () => {
    invariant(pokes.duty !== undefined, 'calls are ready before the first request');
    return pokes.duty;
  };
  const facts = createFactStore({
    ...context,
    query: context.database.query,
    onCameras: () => board.changed(),
  });
  const states = { cameraStates: () => (pokes.fleet ?? facts).cameraStates() };
  const board = openBoard(context, {
    facts: states,
    realtime: sockets,
    isConnected: () => pokes.control?.connected ?? false,
  });
  const timeline = openTimeline(context, sockets);
  const routes = allRoutes(context, sockets, {
    control: () => pokes.control,
    fleet: () => pokes.fleet,
    board,
    cameraStates: () => (pokes.control?.connected === true ? states.cameraStates() : new Map()),
    timeline,
    dutyCalls: {
      read: (person) => calls().read(person),
      acknowledge: (person, keys) => calls().acknowledge(person, keys),
    },
  });
  // Before the first push is taken: a database that came back from a backup must have its new epoch by then.
  await recordAtStart(context);
  const app = await createApp(context, routes);
  await app.ready();
  const realtime = openSockets(app, context, {
    onPoke(heads) {
      board.grown(heads);
      timeline.grown(heads);
      if (heads.some(({ scope }) => /^(post|faults):/.test(scope))) pokes.duty?.grown();
      if (heads.some(({ scope }) => /^(facility|misuse):/.test(scope))) pokes.cases?.wake();
    },
    fleet: () => pokes.fleet,
  });
  pokes.realtime = realtime;
  const dutyCalls = (pokes.duty = openDutyCalls(context, realtime));
  const listening = await listen(app, config);
  if (!listening.ok) {
    await stop({ app, realtime, board, timeline, dutyCalls, context });
    return listening;
  }
  const fleet = await openFleet(context, facts);
  if (fleet !== undefined) pokes.fleet = fleet;
  const control = fleet ?? openControl(context, facts);
  if (control !== undefined) pokes.control = control;
  const caseWatch = (pokes.cases = watchCases(context, realtime));
  const faultWatch = control && watchFaults(context, { control, states, realtime });
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
        timeline,
        dutyCalls,
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
  readonly timeline: ProvinceTimeline;
  readonly dutyCalls: DutyCalls;
  readonly context: Context;
  readonly control?: ControlLink;
  readonly faultWatch?: FaultWatch;
  readonly caseWatch?: CaseWatch;
};

function watchFaults(
  context: Context,
  {
    control,
    states,
    realtime,
  }: { control: ControlLink; states: Pick<FactStore, 'cameraStates'>; realtime: Realtime },
): FaultWatch {
  return new FaultWatch({
    ...context,
    store: createFaultStore(context.database.pool),
    cameraStates: () => states.cameraStates(),
    isConnected: () => control.connected,
    afterMs: context.config.faultAfterMs,
    onChange: () => hintFaults(context, realtime),
  });
}

/** The line to the province's one SFU. */
function openControl(context: Context, facts: FactStore): ControlLink | undefined {
  const { config, metrics, log, controlSecret } = context;
  if (config.sfuPort === 0) return undefined;
  return createControlLink({
    url: soloOrigin(config),
    secret: controlSecret,
    facts,
    log,
    onConnected: (isConnected) => metrics.sfuConnected.set(isConnected ? 1 : 0),
  });
}

/** Nothing where no nodes are registered: the province then has one SFU. */
async function openFleet(context: Context, facts: FactStore): Promise<SfuFleet | undefined> {
  const { config, nodes, registers, database } = context;
  if (nodes.length === 0 || config.sfuPort === 0) return undefined;
  return SfuFleet.open({
    ...context,
    facts,
    store: createHolderStore(database.pool),
    settleMs: config.nodeSettleMs,
    facilities: async () => {
      const { cameras } = await registers.current();
      return (camera) => cameras.get(camera)?.facility;
    },
  });
}

function soloOrigin({ sfuPort }: ServerConfig): string {
  return `http://127.0.0.1:${sfuPort}`;
}

function openSockets(
  app: FastifyInstance,
  context: Context,
  {
    onPoke,
    fleet,
  }: {
    readonly onPoke: (heads: readonly ScopeHead[]) => void;
    readonly fleet: () => SfuFleet | undefined;
  },
): Realtime {
  const { logIn, database, config } = context;
  const door = createKioskDoor({ ...context, parseCookie: (header) => app.parseCookie(header) });
  proxySfu({
    http: app.server,
    originOf: (node) => {
      if (context.nodes.length > 0) return fleet()?.controlOf(node);
      return node === undefined ? soloOrigin(config) : undefined;
    },
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
  const { app, realtime, board, timeline, dutyCalls, context, control, faultWatch, caseWatch } = running;
  await dutyCalls.close();
  await caseWatch?.close();
  board.close();
  timeline.close();
  faultWatch?.close();
  await control?.close();
  await realtime.close();
  await app.close();
  await context.close();
  context.log.info('server stopped');
}
