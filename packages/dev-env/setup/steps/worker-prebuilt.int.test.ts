import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchPrebuilt } from './worker-prebuilt.mjs';

const require = createRequire(new URL('../../../../sfu/package.json', import.meta.url));
const mediasoup = join(require.resolve('mediasoup'), '..', '..', '..');
const { version } = JSON.parse(readFileSync(join(mediasoup, 'package.json'), 'utf8')) as { version: string };

let into = '';
let server: Server | undefined;
beforeEach(() => {
  into = mkdtempSync(join(tmpdir(), 'truc-prebuilt-'));
  vi.stubEnv('MEDIASOUP_SKIP_WORKER_PREBUILT_DOWNLOAD', '');
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
  vi.unstubAllEnvs();
  rmSync(into, { recursive: true });
});

async function serve(answer: RequestListener): Promise<void> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('MEDIASOUP_WORKER_PREBUILT_DOWNLOAD_BASE_URL', `http://127.0.0.1:${port}`);
}

/** A worker answers 41 where it runs but is told no version: that is how mediasoup's script knows a good one. */
function archiveOfWorkerThatExits(code: number): Buffer {
  writeFileSync(join(into, 'mediasoup-worker'), `#!/bin/sh\nexit ${code}\n`, { mode: 0o755 });
  const { status } = spawnSync('tar', ['-czf', 'worker.tgz', 'mediasoup-worker'], { cwd: into });
  expect(status).toBe(0);
  return readFileSync(join(into, 'worker.tgz'));
}

test("takes upstream's binary where the download host has one that runs here", async () => {
  const archive = archiveOfWorkerThatExits(41);
  const asked: string[] = [];
  await serve((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(request.method === 'GET' ? archive : undefined);
  });
  const binary = await fetchPrebuilt({ mediasoup, into });
  expect(binary).toMatch(/mediasoup-worker$/);
  expect(readFileSync(binary ?? '', 'utf8')).toContain('exit 41');
  expect(asked[1]).toMatch(new RegExp(`^GET /${version}/mediasoup-worker-${version}-${process.platform}-`));
});

test('takes none that does not run here', async () => {
  const archive = archiveOfWorkerThatExits(127);
  await serve((_, response) => response.end(archive));
  expect(await fetchPrebuilt({ mediasoup, into })).toBeUndefined();
});

test('does without where the host has none, and starts no build of its own', async () => {
  await serve((_, response) => response.writeHead(404).end());
  expect(await fetchPrebuilt({ mediasoup, into })).toBeUndefined();
});

test('does without where nothing listens', async () => {
  await serve((_, response) => response.end());
  server?.close();
  expect(await fetchPrebuilt({ mediasoup, into })).toBeUndefined();
});

test('gives up within seconds on a host that never answers', async () => {
  await serve(() => undefined);
  const sinceMs = performance.now();
  expect(await fetchPrebuilt({ mediasoup, into })).toBeUndefined();
  expect(performance.now() - sinceMs).toBeLessThan(5_000);
});
