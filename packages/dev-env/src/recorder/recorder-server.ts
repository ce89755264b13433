import { once } from 'node:events';
import { createServer } from 'node:net';
import type { Socket } from 'node:net';
import { openLoopStore } from '../cameras/rtp/loop-store.ts';
import { RecordedFrames } from './recorded-frames.ts';
import { RecorderConnection } from './recorder-connection.ts';
import type { RecorderTrack } from './recorder-connection.ts';
import { goodRecorder } from './recorder-spec.ts';
import type { RecordedTrack, RecorderBehaviour, RecorderStats } from './recorder-spec.ts';
import type { ReplaySession } from './replay-session.ts';

export type RecorderServerOptions = {
  readonly host?: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Folder of encoded loops, as `ensureLoops` returns it. */
  readonly loops: string;
  readonly account: { readonly username: string; readonly password: string };
  readonly tracks: readonly RecordedTrack[];
};

export type RecorderServer = {
  readonly port: number;
  readonly urlOf: (path: string) => string;
  readonly setBehaviour: (change: Partial<RecorderBehaviour>) => void;
  readonly recordedOf: (path: string) => readonly (readonly [number, number])[];
  readonly stats: () => RecorderStats;
  /** Cuts every viewer off, as a recorder does that restarts. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
};

const shape = { mtuBytes: 1_400, aggregateParameterSets: true, inBandParameterSets: true };

/** A simulated recorder: RTSP with `Range: clock=…`, `Scale`, PAUSE; its recordings are loops that run since 1970, with gaps. */
export async function createRecorderServer(options: RecorderServerOptions): Promise<RecorderServer> {
  const host = options.host ?? '127.0.0.1';
  const store = await openLoopStore(options.loops, [...new Set(options.tracks.map(({ loop }) => loop))]);
  let behaviour = goodRecorder;
  const counts = { plays: 0, teardowns: 0 };
  const sessions = new Set<ReplaySession>();
  const sockets = new Set<Socket>();
  const tracks = new Map(
    options.tracks.map(({ path, loop: name, recorded }): [string, RecorderTrack] => {
      const loop = store.loopByName(name);
      const frames = new RecordedFrames(store.framesOf(loop, shape), loop.entry.fps);
      return [path, { path, loop, frames, recorded, behaviour: () => behaviour }];
    }),
  );
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    new RecorderConnection(socket, {
      baseUrl,
      account: options.account,
      trackOf: (path) => tracks.get(path),
      sessions,
      count: (what) => (counts[what] += 1),
    });
  });
  server.listen(options.port, host);
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  function baseUrl(): string {
    return `rtsp://${host}:${port}`;
  }
  return {
    port,
    urlOf: (path) => `${baseUrl()}/${path}`,
    setBehaviour: (change) => (behaviour = { ...behaviour, ...change }),
    recordedOf: (path) => tracks.get(path)?.recorded() ?? [],
    stats: () => ({ sessions: sessions.size, ...counts }),
    cut: () => sockets.forEach((socket) => socket.destroy()),
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
