import { randomBytes } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { LoopName } from '../../src/cameras/index.ts';
import { mainLoopOf } from '../../src/province/main-loops.ts';
import { seed, type Situation } from '../../src/situations/seed.ts';
import { checkout } from '../../src/world/checkout.ts';
import type { Link } from '../../src/impairment/link.ts';
import { relayedEnvironment, startProvinceRelays } from '../../src/impairment/province-relays.ts';
import { freePorts, type WorldPorts } from '../../src/world/free-ports.ts';
import { makeThrowAwayFolder } from '../../src/world/throw-away-folder.ts';
import { startWorld, type World } from '../../src/world/world.ts';
import { benchCameras, benchSituation } from './bench-situation.ts';

export type BenchWorldOptions = {
  readonly posts: number;
  /** One camera for each, showing that loop. */
  readonly loops: readonly LoopName[];
  /** Each camera has a larger stream of its scene beside it, where there is a loop of one. */
  readonly hasMain?: boolean;
  readonly sfuWorkers?: number;
  /** The way of every browser to the province; without it they are on one machine. */
  readonly link?: Link;
  /** Lets `provisionPerson` reach into the running server. */
  readonly controlled?: boolean;
  /** Who and what is there; without it one facility with so many posts and cameras. */
  readonly situation?: Situation;
  /** For server and SFU, over what they are usually given. */
  readonly env?: Readonly<Record<string, string>>;
};

export type BenchWorld = World & { readonly folder: string; readonly sfuUrl: string };

const standardWorkers = 2;
/** A browser that was just ended may still be writing into its profile. */
const thoroughly = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Runs `measure` in a province of its own, on free ports, with data that are thrown away after. */
export async function withBenchWorld<T>(
  options: BenchWorldOptions,
  measure: (world: BenchWorld) => Promise<T>,
): Promise<T> {
  const folder = makeThrowAwayFolder('truc-bench-');
  try {
    const world = await startBenchWorld(folder, options);
    const forget = stopWhenTold(world, folder);
    try {
      return await measure({ ...world, folder });
    } finally {
      forget();
      await world.stop();
    }
  } finally {
    rmSync(folder, thoroughly);
  }
}

/** Told to end, it ends what it started: server and SFU are processes of their own. */
function stopWhenTold(world: World, folder: string): () => void {
  const stop = () =>
    void world.stop().finally(() => {
      rmSync(folder, thoroughly);
      process.exit(130);
    });
  for (const signal of signals) process.once(signal, stop);
  return () => {
    for (const signal of signals) process.removeListener(signal, stop);
  };
}

async function startBenchWorld(
  folder: string,
  options: BenchWorldOptions,
): Promise<World & { readonly sfuUrl: string }> {
  const { link, sfuWorkers = standardWorkers } = options;
  const ports = await freePorts(sfuWorkers);
  const sfuUrl = `http://127.0.0.1:${ports.sfu}`;
  if (link === undefined) return { ...(await startProvince(folder, { ...options, ports })), sfuUrl };
  const world = await startProvince(folder, {
    ...options,
    ports,
    env: { ...options.env, ...relayedEnvironment(ports) },
  });
  const relays = await startProvinceRelays(link, { ports, workers: sfuWorkers });
  const stop = () => Promise.all([relays.close(), world.stop()]).then(() => undefined);
  return { ...world, url: relays.url, sfuUrl, stop };
}

type ProvinceOptions = BenchWorldOptions & { readonly ports: WorldPorts };

async function startProvince(folder: string, options: ProvinceOptions): Promise<World> {
  const { posts, loops, ports, sfuWorkers = standardWorkers } = options;
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir);
  const cameras = benchCameras(loops.length);
  return startWorld({
    dataDir,
    ports,
    cameras: cameras.map(({ id }, at) => {
      const loop = loops[at] ?? 'court-day-small-gop1';
      const mainLoop = options.hasMain === true ? mainLoopOf(loop) : undefined;
      return {
        path: id,
        loop,
        ...(mainLoop === undefined ? {} : { mainLoop }),
        username: 'giamsat',
        password: randomBytes(12).toString('base64url'),
      };
    }),
    ...(options.controlled === true ? { controlled: true } : {}),
    seed: () => seed(dataDir, options.situation ?? benchSituation({ posts, cameras: cameras.length })),
    env: {
      TRUC_WEB: copyOfWeb(folder),
      TRUC_LOG_LEVEL: 'warn',
      TRUC_SFU_WORKERS: String(sfuWorkers),
      ...options.env,
    },
  });
}

/** The server knows the hashes of this build's inline scripts, and another build may be made meanwhile. */
function copyOfWeb(folder: string): string {
  const build = join(checkout, 'apps/web/build');
  if (!existsSync(join(build, '200.html'))) throw new Error(`${build} is missing: run "npm run build" first`);
  const web = join(folder, 'web');
  cpSync(build, web, { recursive: true });
  return web;
}
