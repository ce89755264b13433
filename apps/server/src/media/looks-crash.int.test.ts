import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServerProcess, type ServerProcess } from '../testing/server-process.ts';
import { createTestWorld, type TestWorld } from '../testing/test-world.ts';
import { examineChain } from './examine-chain.ts';

const teller = join(import.meta.dirname, '../../../../sfu/src/control/testing/fact-teller.ts');
const wantedLooks = 1_000;
const kills = 20;

let world: TestWorld;
let port: number;
beforeAll(async () => {
  world = await createTestWorld();
  port = await freePort();
});
afterAll(() => world.close());

/** What programs that were killed later said that they had on disk. */
const told = { started: new Set<string>(), stopped: new Set<string>() };

function startSfu(opens = 'yes'): ChildProcess {
  const child = spawn(process.execPath, [teller], {
    env: {
      PATH: process.env.PATH,
      FACTS: join(world.folder, 'sfu', 'facts.jsonl'),
      SECRET: join(world.folder, 'shared', 'control-secret'),
      PORT: String(port),
      CAMERA: 'cam-011',
      PERSON: 'nguyen-ha-my',
      OPENS: opens,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    const [what, viewing = ''] = line.split(' ');
    told[what === 'started' ? 'started' : 'stopped'].add(viewing);
  });
  return child;
}

async function startServer(): Promise<ServerProcess> {
  const { config, ownerUrl } = world.database;
  return startServerProcess({
    DATABASE_URL: config.kind === 'external' ? config.url : '',
    DATABASE_OWNER_URL: ownerUrl,
    TRUC_DATA: world.folder,
    TRUC_SFU_PORT: String(port),
  });
}

async function killSfu(child: ChildProcess): Promise<void> {
  const gone = once(child, 'close');
  child.kill('SIGKILL');
  await gone;
}

describe('[GL-52] the record of who watched what', () => {
  it('loses no look and no end when SFU and server are killed in turn, and its chain holds', async () => {
    let sfu = startSfu();
    let server = await startServer();
    for (let kill = 0; kill < kills; kill += 1) {
      const due = ((kill + 1) * wantedLooks) / kills;
      await expect.poll(() => told.started.size >= due, { timeout: 20_000, interval: 10 }).toBe(true);
      // Somewhere in the middle of things, each time elsewhere.
      await wait(Math.random() * 50);
      if (kill % 2 === 0) {
        await killSfu(sfu);
        sfu = startSfu();
      } else {
        await server.kill();
        server = await startServer();
      }
    }
    // What the last run left open is ended by the one that follows.
    await killSfu(sfu);
    const known = [...told.started, ...told.stopped];
    sfu = startSfu('no');
    await expect.poll(() => missing(known), { timeout: 60_000, interval: 250 }).toEqual([]);
    await killSfu(sfu);
    await server.kill();
    expect(told.started.size).toBeGreaterThanOrEqual(wantedLooks);
    const report = await examineChain(world.server.context.database.query);
    expect(report).toMatchObject({ breaks: 0, firstFault: null });
    expect(report.links).toBeGreaterThan(2 * wantedLooks);
    rmSync(join(world.folder, 'sfu'), { recursive: true, force: true });
  }, 240_000);
});

/** Looks that are not in the log once with a start and once with an end. */
async function missing(known: readonly string[]): Promise<string[]> {
  const { rows } = await world.server.context.database.pool.query<{
    viewing: string;
    starts: string;
    stops: string;
  }>(
    `select viewing, count(*) filter (where kind = 'viewing_started') as starts,
       count(*) filter (where kind = 'viewing_stopped') as stops
     from viewing_log group by viewing`,
  );
  const found = new Map(rows.map((row) => [row.viewing, `${row.starts} ${row.stops}`]));
  return known.filter((viewing) => found.get(viewing) !== '1 1');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const address = probe.address();
  probe.close();
  await once(probe, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
