import { once } from 'node:events';
import { createServer } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startServerProcess } from './testing/server-process.ts';
import { createTestDatabase, type TestDatabase } from './testing/test-database.ts';

let folder: string;
let database: TestDatabase;
let variables: Record<string, string>;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'truc-main-'));
  database = await createTestDatabase();
  variables = {
    TRUC_DATA: folder,
    DATABASE_URL: database.config.kind === 'external' ? database.config.url : '',
    DATABASE_OWNER_URL: database.ownerUrl,
  };
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the process wrote before it gave up. */
async function complaint(more: Record<string, string>): Promise<string> {
  return startServerProcess({ ...variables, ...more }).then(
    () => 'it started',
    (error: Error) => error.message,
  );
}

describe('the server as a program', () => {
  it('serves until it is told to stop, and then ends with 0', async () => {
    const server = await startServerProcess(variables);
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  });

  it('ends by itself when whoever started it is gone', async () => {
    const { child } = await startServerProcess(variables);
    // What the end of the parent does to the channel between them.
    child.disconnect();
    expect(await once(child, 'exit')).toEqual([0, null]);
  });

  it('says in one line that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    expect(await complaint({ TRUC_PORT: String(port) })).toBe(
      `server: TRUC_PORT: port ${port} of 127.0.0.1 is taken`,
    );
    other.close();
  });

  it('says in one line what is wrong with its environment', async () => {
    expect(await complaint({ TRUC_PORT: 'http' })).toBe('server: TRUC_PORT must be a port number');
  });

  it('says in one line that the external database cannot be reached', async () => {
    const line = await complaint({
      DATABASE_URL: 'postgres://nobody@127.0.0.1:9/truc',
      DATABASE_OWNER_URL: '',
    });
    expect(line).toMatch(/^server: DATABASE_URL: [^\n]+$/);
    expect(line).not.toMatch(/\n|at /);
  });
});
