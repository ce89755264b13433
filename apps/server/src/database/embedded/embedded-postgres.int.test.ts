import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { must } from '../../testing/must.ts';
import { ownerRole, startEmbeddedPostgres, type EmbeddedOptions } from './embedded-postgres.ts';

let root: string;
let options: EmbeddedOptions;
const isRoot = process.getuid?.() === 0;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'truc-pg-'));
  chmodSync(root, 0o755);
  options = {
    folder: join(root, 'pg'),
    fallbackFolder: join(root, 'elsewhere'),
    caches: [join(root, 'cache')],
  };
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function ask(socket: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ host: socket, port: 5432, user: ownerRole, database: 'postgres' });
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}

function postmasterPid(data: string): number {
  return Number.parseInt(readFileSync(join(data, 'postmaster.pid'), 'utf8'), 10);
}

function isAlive(pid: number): boolean {
  return existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
}

describe('embedded PostgreSQL', () => {
  it('speaks UTF-8 on a closed socket, without TCP, and keeps what it was told over a restart', async () => {
    const first = must(await startEmbeddedPostgres(options));
    expect(statSync(first.socket).mode & 0o777).toBe(0o700);
    expect(
      await ask(
        first.socket,
        `select current_setting('listen_addresses') tcp, current_setting('fsync') fsync,
      current_setting('synchronous_commit') commit, current_setting('server_encoding') encoding`,
      ),
    ).toEqual([{ tcp: '', fsync: 'on', commit: 'on', encoding: 'UTF8' }]);
    await ask(first.socket, `create table kept as select 'Rơ Mah H’Phương' as name`);
    await first.stop();
    const second = must(await startEmbeddedPostgres(options));
    expect(await ask(second.socket, 'select name from kept')).toEqual([{ name: 'Rơ Mah H’Phương' }]);
    await second.stop();
  });

  it('takes over from a server that was killed and left its database running', async () => {
    const script = `import { startEmbeddedPostgres } from ${JSON.stringify(join(import.meta.dirname, 'embedded-postgres.ts'))};
      const started = await startEmbeddedPostgres(${JSON.stringify(options)});
      if (started.ok) console.log('ready'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(other.stdout, 'data');
    expect(await startEmbeddedPostgres(options)).toMatchObject({
      ok: false,
      error: { code: 'data_in_use', detail: expect.stringContaining(String(other.pid)) },
    });
    const orphan = postmasterPid(join(root, 'pg/data'));
    other.kill('SIGKILL');
    await once(other, 'exit');
    expect(isAlive(orphan)).toBe(true);
    const mine = must(await startEmbeddedPostgres(options));
    expect(isAlive(orphan)).toBe(false);
    expect(await ask(mine.socket, 'select 1 as one')).toEqual([{ one: 1 }]);
    await mine.stop();
  });

  it('stops quickly and leaves no process and no lock behind', async () => {
    const running = must(await startEmbeddedPostgres(options));
    const pid = postmasterPid(running.data);
    await running.stop();
    expect(isAlive(pid)).toBe(false);
    expect(readdirSync(running.data)).not.toContain('postmaster.pid');
    expect(existsSync(join(root, 'pg/held-by'))).toBe(false);
  });

  it.runIf(isRoot)(
    'lives elsewhere when its own user cannot enter the data folder, and says where',
    async () => {
      mkdirSync(join(root, 'closed'), { mode: 0o700 });
      mkdirSync(options.fallbackFolder, { mode: 0o711 });
      const wanted = join(root, 'closed/pg');
      const running = must(await startEmbeddedPostgres({ ...options, folder: wanted }));
      expect(running.moved).toBe(true);
      expect(running.data.startsWith(options.fallbackFolder)).toBe(true);
      expect(readFileSync(join(wanted, 'MOVED.txt'), 'utf8')).toContain(options.fallbackFolder);
      await running.stop();
    },
  );

  it('gives a socket a short home when the data folder has a long name', async () => {
    const folder = join(root, 'd'.repeat(90), 'pg');
    const running = must(await startEmbeddedPostgres({ ...options, folder }));
    expect(Buffer.byteLength(`${running.socket}/.s.PGSQL.5432`)).toBeLessThan(108);
    expect(await ask(running.socket, 'select 1 as one')).toEqual([{ one: 1 }]);
    await running.stop();
    rmSync(running.socket, { recursive: true, force: true });
  });
});
