import type { IncomingHttpHeaders, Server as HttpServer } from 'node:http';
import type { Timers } from '@truc/base';
import { hintEvent, type Hint } from '@truc/domain/api';
import type { Kiosk } from '@truc/domain/kiosk';
import { rightsChangedEvent, type ScopeHead } from '@truc/sync/protocol';
import { Server } from 'socket.io';
import { rightsOf } from '../access/rights.ts';
import type { LogIn } from '../auth/log-in.ts';
import { readSession, type Session } from '../auth/sessions.ts';
import { isFromOurOrigin } from '../http/origin.ts';
import type { Logger } from '../telemetry/log.ts';
import { kioskRoom, personRoom, scopeOfRoom, scopeRoom, sessionRoom } from './rooms.ts';
import { handleWatch, type WatchParts } from './watch.ts';

/** Hints over socket.io at `/rt`: never the only copy of a fact, so a blocked socket costs time and nothing else. */
export interface Realtime {
  /** Tells every socket that watches these scopes where their heads are now. */
  poke(heads: readonly ScopeHead[]): void;
  /** Hints to a kiosk that there is something to ask for. */
  hintKiosk(id: string): void;
  /** Closes the sockets of a kiosk that was revoked. */
  endKiosk(id: string): void;
  /** Closes the sockets of a session that has ended. */
  endSession(session: string): void;
  /** Takes people out of the rooms that they may no longer watch. */
  recheck(people: readonly string[]): void;
  /** Hints to everything that these people have open to ask anew what they may do: a tablet pulls, and purges what is revoked. */
  rightsChanged(people: readonly string[]): void;
  /** Hints to everything that these people have open that there is something to ask for. */
  hint(people: readonly string[], about: Hint['about']): void;
  /** When a page of this person was last at the line: now while one is; null when none was since the start. */
  lastHere(person: string): number | null;
  close(): Promise<void>;
}

export type RealtimeOptions = WatchParts & {
  readonly http: HttpServer;
  readonly logIn: LogIn;
  /** Those of these sessions that still stand. */
  readonly aliveSessions: (sessions: readonly string[]) => Promise<ReadonlySet<string>>;
  /** The kiosk, paired and not over, whose credential these headers hold. */
  readonly kioskOf: (headers: IncomingHttpHeaders) => Promise<Kiosk | null>;
  /** Those of these kiosks that are still paired. */
  readonly aliveKiosks: (ids: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly log: Logger;
  readonly timers: Timers;
  readonly publicUrl: string | undefined;
  readonly onPoke: (heads: readonly ScopeHead[]) => void;
};

type Up = { watch: (payload: unknown, acknowledge?: (answer: object) => void) => void };
type Down = { poke: (head: ScopeHead) => void; rights_changed: () => void; hint: (hint: Hint) => void };
/** Who stands behind a socket: a person by his session, a kiosk, or both in one browser. */
type Admitted = { session?: Session; kiosk?: string };
type Io = Server<Up, Down, Record<never, never>, Admitted>;

const sweepEveryMs = 30_000;
/** A thousand scopes of at most 85 characters. */
const messageLimitBytes = 128 * 1024;

export function createRealtime(options: RealtimeOptions): Realtime {
  const io: Io = new Server(options.http, {
    path: '/rt',
    serveClient: false,
    destroyUpgrade: false,
    maxHttpBufferSize: messageLimitBytes,
    allowRequest: (request, decide) => decide(null, isFromOurOrigin(request.headers, options.publicUrl)),
  });
  admitKnown(io, options);
  const leftAt = serveSockets(io, options);
  const stopSweeping = sweepDeadSessions(io, options);
  return {
    poke(heads) {
      for (const head of heads) io.to(scopeRoom(head.scope)).emit('poke', head);
      if (heads.length === 0) return;
      options.metrics.pokes.inc(heads.length);
      options.onPoke(heads);
    },
    hintKiosk: (id) => io.to(kioskRoom(id)).emit(hintEvent, { about: 'walls' }),
    endKiosk: (id) => io.in(kioskRoom(id)).disconnectSockets(true),
    endSession: (session) => io.in(sessionRoom(session)).disconnectSockets(true),
    recheck(people) {
      for (const person of people)
        leaveWhatIsLost(io, person, options).catch((error: Error) =>
          options.log.warn({ err: error.message }, 'rooms could not be checked again'),
        );
    },
    rightsChanged(people) {
      for (const person of people) io.to(personRoom(person)).emit(rightsChangedEvent);
    },
    hint(people, about) {
      for (const person of people) io.to(personRoom(person)).emit(hintEvent, { about });
    },
    lastHere: (person) =>
      io.of('/').adapter.rooms.has(personRoom(person)) ? options.clock.now() : (leftAt.get(person) ?? null),
    async close() {
      stopSweeping();
      io.disconnectSockets(true);
      await io.close();
    },
  };
}

/** Nobody gets as far as a socket without a session or a kiosk's credential. */
function admitKnown(io: Io, { logIn, kioskOf, log }: RealtimeOptions): void {
  async function admit({ headers }: { headers: IncomingHttpHeaders }): Promise<Admitted | null> {
    const [{ session }, kiosk] = await Promise.all([readSession(logIn, headers), kioskOf(headers)]);
    if (session === null && kiosk === null) return null;
    return { ...(session !== null && { session }), ...(kiosk !== null && { kiosk: kiosk.id }) };
  }
  io.use((socket, next) => {
    admit(socket.handshake).then(
      (admitted) => {
        Object.assign(socket.data, admitted);
        next(admitted === null ? new Error('not_signed_in') : undefined);
      },
      (error: Error) => {
        log.warn({ err: error.message }, 'a socket’s session could not be read');
        next(new Error('unavailable'));
      },
    );
  });
}

/** Answers with when each person's last page left. */
function serveSockets(io: Io, options: RealtimeOptions): ReadonlyMap<string, number> {
  const leftAt = new Map<string, number>();
  io.on('connection', (socket) => {
    const { session, kiosk } = socket.data;
    options.metrics.sockets.inc();
    socket.on('disconnect', () => options.metrics.sockets.dec());
    // A kiosk is told that it has something to ask for, and watches no log.
    if (kiosk !== undefined) void socket.join(kioskRoom(kiosk));
    if (session === undefined) return;
    void socket.join([sessionRoom(session.id), personRoom(session.person)]);
    socket.on('disconnect', () => leftAt.set(session.person, options.clock.now()));
    socket.on('watch', (payload, acknowledge) => {
      const watcher = {
        data: { session },
        rooms: socket.rooms,
        join: (rooms: string[]) => socket.join(rooms),
        leave: (room: string) => socket.leave(room),
      };
      // Not acknowledged when it fails: the device asks again.
      handleWatch(watcher, payload, options).then(acknowledge, (error: Error) =>
        options.log.warn({ err: error.message }, 'a watch could not be answered'),
      );
    });
  });
  return leftAt;
}

/** A session that expired, or was ended by another server, takes its sockets along; so does a kiosk whose time has come. */
function sweepDeadSessions(io: Io, options: RealtimeOptions): () => void {
  let cancel = options.timers.after(sweepEveryMs, sweep);

  function sweep(): void {
    cancel = options.timers.after(sweepEveryMs, sweep);
    closeDead().catch((error: Error) =>
      options.log.warn({ err: error.message }, 'sessions of sockets could not be checked'),
    );
  }

  async function closeDead(): Promise<void> {
    const sockets = await io.fetchSockets();
    if (sockets.length === 0) return;
    const alive = new Set([
      ...(await options.aliveSessions(sockets.flatMap(({ data }) => data.session?.id ?? []))),
      ...(await options.aliveKiosks(sockets.flatMap(({ data }) => data.kiosk ?? []))),
    ]);
    for (const socket of sockets) {
      const { session, kiosk } = socket.data;
      if ([session?.id, kiosk].some((id) => id !== undefined && !alive.has(id))) socket.disconnect(true);
    }
  }

  return () => cancel();
}

async function leaveWhatIsLost(io: Io, person: string, options: RealtimeOptions): Promise<void> {
  const rights = rightsOf(await options.registers.current(), person, options.clock);
  for (const socket of await io.in(personRoom(person)).fetchSockets())
    for (const room of socket.rooms) {
      const scope = scopeOfRoom(room);
      if (scope !== undefined && !rights.mayRead(scope)) socket.leave(room);
    }
}
