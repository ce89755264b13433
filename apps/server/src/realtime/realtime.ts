import type { Server as HttpServer } from 'node:http';
import type { Clock, Timers } from '@truc/base';
import { WatchScopesSchema, type ScopeHead, type ScopeId } from '@truc/sync/protocol';
import { Server, type Socket } from 'socket.io';
import * as v from 'valibot';
import type { Audit } from '../access/audit.ts';
import type { RegisterCache } from '../access/register-cache.ts';
import { rightsOf } from '../access/rights.ts';
import type { LogIn } from '../auth/log-in.ts';
import { readSession, type Session } from '../auth/sessions.ts';
import { isFromOurOrigin } from '../http/origin.ts';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';

/** Hints over socket.io at `/rt`: never the only copy of a fact, so a blocked socket costs time and nothing else. */
export interface Realtime {
  /** Tells every socket that watches these scopes where their heads are now. */
  poke(heads: readonly ScopeHead[]): void;
  endSession(session: string): void;
  /** Takes people out of the rooms that they may no longer watch. */
  recheck(people: readonly string[]): void;
  close(): Promise<void>;
}

export type RealtimeOptions = {
  readonly http: HttpServer;
  readonly logIn: LogIn;
  readonly registers: RegisterCache;
  readonly audit: Audit;
  /** Those of these sessions that still stand. */
  readonly aliveSessions: (sessions: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly publicUrl: string | undefined;
};

type Watcher = Socket<Record<never, never>, Record<never, never>, Record<never, never>, { session: Session }>;

const sweepEveryMs = 30_000;
/** A thousand scopes of at most 85 characters. */
const messageLimitBytes = 128 * 1024;

export function createRealtime(options: RealtimeOptions): Realtime {
  const io = new Server<
    Record<string, (...parts: unknown[]) => void>,
    Record<string, (...parts: unknown[]) => void>,
    Record<never, never>,
    { session: Session }
  >(options.http, {
    path: '/rt',
    serveClient: false,
    destroyUpgrade: false,
    maxHttpBufferSize: messageLimitBytes,
    allowRequest: (request, decide) => decide(null, isFromOurOrigin(request.headers, options.publicUrl)),
  });

  io.use((socket, next) => {
    readSession(options.logIn, socket.handshake.headers).then(
      ({ session }) => {
        if (session === null) return next(new Error('not_signed_in'));
        socket.data.session = session;
        next();
      },
      (error: Error) => {
        options.log.warn({ err: error.message }, 'a socket’s session could not be read');
        next(new Error('unavailable'));
      },
    );
  });
  io.on('connection', (socket) => {
    const { session } = socket.data;
    options.metrics.sockets.inc();
    void socket.join([sessionRoom(session.id), personRoom(session.person)]);
    socket.on('disconnect', () => options.metrics.sockets.dec());
    socket.on('watch', (payload: unknown, acknowledge: unknown) => {
      handleWatch(socket as unknown as Watcher, { payload, acknowledge }, options).catch((error: Error) =>
        options.log.warn({ err: error.message }, 'a watch could not be answered'),
      );
    });
  });

  let cancelSweep = options.timers.after(sweepEveryMs, sweep);
  function sweep(): void {
    cancelSweep = options.timers.after(sweepEveryMs, sweep);
    closeDeadSessions().catch((error: Error) =>
      options.log.warn({ err: error.message }, 'sessions of sockets could not be checked'),
    );
  }
  async function closeDeadSessions(): Promise<void> {
    const sockets = await io.fetchSockets();
    if (sockets.length === 0) return;
    const alive = await options.aliveSessions(sockets.map(({ data }) => data.session.id));
    for (const socket of sockets) if (!alive.has(socket.data.session.id)) socket.disconnect(true);
  }

  return {
    poke(heads) {
      for (const head of heads) io.to(scopeRoom(head.scope)).emit('poke', head);
      if (heads.length > 0) options.metrics.pokes.inc(heads.length);
    },
    endSession: (session) => io.in(sessionRoom(session)).disconnectSockets(true),
    recheck(people) {
      for (const person of people) void leaveWhatIsLost(person);
    },
    async close() {
      cancelSweep();
      io.disconnectSockets(true);
      await io.close();
    },
  };

  async function leaveWhatIsLost(person: string): Promise<void> {
    const rights = rightsOf(await options.registers.current(), person, options.clock);
    for (const socket of await io.in(personRoom(person)).fetchSockets())
      for (const room of socket.rooms) {
        const scope = scopeOfRoom(room);
        if (scope !== undefined && !rights.mayRead(scope)) socket.leave(room);
      }
  }
}

/** Replaces what this socket watches. What the person may not read is left out without a word, and written to the audit. */
async function handleWatch(
  socket: Watcher,
  { payload, acknowledge }: { readonly payload: unknown; readonly acknowledge: unknown },
  options: RealtimeOptions,
): Promise<void> {
  const answer = typeof acknowledge === 'function' ? acknowledge : () => undefined;
  const parsed = v.safeParse(WatchScopesSchema, payload);
  if (!parsed.success) {
    options.metrics.refusals.inc({ code: 'unparseable' });
    answer({ code: 'unparseable' });
    return;
  }
  const { person } = socket.data.session;
  const rights = rightsOf(await options.registers.current(), person, options.clock);
  const wanted = [...new Set(parsed.output.scopes)];
  const allowed = wanted.filter((scope) => rights.mayRead(scope));
  for (const room of socket.rooms) if (scopeOfRoom(room) !== undefined) await socket.leave(room);
  await socket.join(allowed.map(scopeRoom));
  await options.audit.write(
    wanted
      .filter((scope) => !allowed.includes(scope))
      .map((scope) => ({ person, action: 'watch_log', object: scope, outcome: 'denied', code: 'not_found' })),
  );
  answer({ scopes: allowed });
}

function scopeRoom(scope: ScopeId): string {
  return `scope ${scope}`;
}

function scopeOfRoom(room: string): ScopeId | undefined {
  return room.startsWith('scope ') ? (room.slice('scope '.length) as ScopeId) : undefined;
}

function sessionRoom(session: string): string {
  return `session ${session}`;
}

function personRoom(person: string): string {
  return `person ${person}`;
}
