import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { nextScopeChain, operationHash, scopeGenesis, type HashHex, type ScopeId } from '@truc/sync/protocol';
import { nativeSha256 } from '../config/system-ports.ts';
import { DeviceWriter } from '../testing/device-writer.ts';
import { startServerProcess, type ServerProcess } from '../testing/server-process.ts';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

const scope = 'post:p-01' as ScopeId;
const count = 600;
const segment = 40;
let tidyUp: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const step of tidyUp.reverse()) await step();
  tidyUp = [];
});

async function writerOf(world: TestWorld): Promise<{ writer: DeviceWriter; browser: Browser }> {
  const browser = await world.signedIn('khanh');
  const { dev, inst } = await browser.enrol();
  const writer = new DeviceWriter(dev, inst);
  for (let at = 1; at <= count; at += 1) writer.write({ actor: 'tran-van-khanh', scope, text: `Mục ${at}` });
  return { writer, browser };
}

/** As a tablet does: sends a segment until it is told what became of it, from wherever the server says that it is. */
async function deliver(
  writer: DeviceWriter,
  post: (body: unknown) => Promise<Response | undefined>,
): Promise<void> {
  for (let from = 1; from <= count;) {
    const answer = await post(writer.segment(from, Math.min(from + segment - 1, count)));
    if (answer?.status === 200) from += segment;
    else if (answer !== undefined && answer.status !== 503)
      throw new Error(`${answer.status} ${await answer.text()}`);
    else await wait(50);
  }
}

/** None lost, none twice, in the device's order, and every link of the chain holds. */
async function expectWhole(client: pg.Pool | pg.Client, writer: DeviceWriter): Promise<void> {
  const found = await client.query<{
    seq: string | number;
    header: Buffer;
    chain: Buffer;
    recv_at: string | number;
  }>('select seq, header, chain, recv_at from leaf where scope = $1 order by seq', [scope]);
  expect(found.rows.map(({ header }) => header.toString())).toEqual(writer.ops.map(({ h }) => h));
  let chain: HashHex = scopeGenesis(nativeSha256, scope, 1);
  for (const [at, row] of found.rows.entries()) {
    const hash = operationHash(nativeSha256, row.header.toString());
    expect(Number(row.seq)).toBe(at + 1);
    chain = nextScopeChain(nativeSha256, { chain, seq: at + 1, hash, recvAt: Number(row.recv_at) });
    expect(row.chain.toString('hex')).toBe(chain);
  }
}

describe('crash', () => {
  it('[SV8] loses nothing and takes nothing twice when the server is killed in the middle of an upload', async () => {
    const world = await createTestWorld();
    tidyUp.push(() => world.close());
    const { writer, browser } = await writerOf(world);
    const { config, ownerUrl } = world.database;
    const variables = {
      DATABASE_URL: config.kind === 'external' ? config.url : '',
      DATABASE_OWNER_URL: ownerUrl,
      TRUC_DATA: world.folder,
    };
    let server: ServerProcess = await startServerProcess(variables);
    tidyUp.push(() => server.kill());
    let kills = 0;
    let sent = 0;
    await deliver(writer, async (body) => {
      const answer = fetch(`${server.url}/api/sync/push`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie: browser.cookie },
        body: JSON.stringify(body),
      });
      sent += 1;
      if (kills < 3 && sent % 3 === 0) {
        kills += 1;
        // Somewhere between the arrival of the request and its answer; each time elsewhere.
        await Promise.race([answer.catch(() => undefined), wait(kills * 4)]);
        await Promise.all([server.kill(), answer.catch(() => undefined)]);
        server = await startServerProcess(variables);
      }
      // A request that died with its server has no answer: it is sent again.
      return answer.catch(() => undefined);
    });
    expect(kills).toBe(3);
    await expectWhole(world.server.context.database.pool, writer);
  }, 120_000);

  it('[SV8] goes on by itself when PostgreSQL is killed in the middle of an upload', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'truc-crash-'));
    // Root runs the database as nobody, who must be able to pass.
    chmodSync(folder, 0o755);
    tidyUp.push(() => Promise.resolve(rmSync(folder, { recursive: true, force: true })));
    const world = await createTestWorld({
      database: {
        kind: 'embedded',
        folder: join(folder, 'pg'),
        fallbackFolder: '/var/lib/truc',
        caches: ['/var/cache/truc'],
      },
    });
    tidyUp.push(() => world.close());
    const { writer, browser } = await writerOf(world);
    let sent = 0;
    let kills = 0;
    let refused = 0;
    await deliver(writer, async (body) => {
      const answer = browser.post('/api/sync/push', body);
      sent += 1;
      if (kills < 2 && sent % 4 === 0) {
        await wait((kills + 1) * 3);
        const pid = Number.parseInt(readFileSync(join(folder, 'pg/data/postmaster.pid'), 'utf8'), 10);
        if (killNow(pid)) kills += 1;
      }
      const { status } = await answer;
      if (status === 503) refused += 1;
      return answer;
    });
    expect(kills).toBe(2);
    expect(refused).toBeGreaterThan(0);
    await expectWhole(world.server.context.database.pool, writer);
  }, 120_000);
});

/** False when it is gone already: on a busy machine the one that was killed last may not be followed by its successor yet. */
function killNow(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
