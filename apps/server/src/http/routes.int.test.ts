import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from './app.ts';
import { appendOnlyTables } from '../database/grants.ts';
import { allRoutes } from '../routes/routes.ts';
import { createTestWorld, type TestWorld } from '../testing/test-world.ts';

let world: TestWorld;
let web: string;

beforeAll(async () => {
  web = mkdtempSync(join(tmpdir(), 'truc-web-'));
  mkdirSync(join(web, '_app/immutable/workers'), { recursive: true });
  writeFileSync(join(web, '_app/immutable/workers/pin-worker-B_x-9.js'), 'export {};');
  const page = '<!doctype html><title>Trực</title><script>start()</script>';
  writeFileSync(join(web, '200.html'), page);
  writeFileSync(join(web, 'service-worker.js'), 'self.x = 1');
  writeFileSync(join(web, '_app/immutable/app.js'), 'export const a = 1;');
  writeFileSync(join(web, '_app/immutable/app.js.gz'), gzipSync('export const a = 1;'));
  world = await createTestWorld({ webFolder: web });
});
afterAll(async () => {
  await world.close();
  rmSync(web, { recursive: true, force: true });
});

describe('routes', () => {
  it('each names who may knock', () => {
    const routes = allRoutes(world.server.context, () => {
      throw new Error('no sockets here');
    });
    expect(routes.map(({ method, path, guard }) => `${method} ${path} ${guard}`).sort()).toEqual([
      'GET /api/access-log session',
      'GET /api/access-log/chain session',
      'GET /api/accounts session',
      'GET /api/board session',
      'GET /api/camera-alarms/acknowledged session',
      'GET /api/camera-faults session',
      'GET /api/cameras session',
      'GET /api/coverage session',
      'GET /api/device-alarms session',
      'GET /api/devices session',
      'GET /api/display kiosk',
      'GET /api/display/pairing public',
      'GET /api/duty-calls session',
      'GET /api/evidence/checkpoint public',
      'GET /api/evidence/consistency public',
      'GET /api/evidence/inclusion operations',
      'GET /api/evidence/key public',
      'GET /api/focal-lists session',
      'GET /api/footage-exports session',
      'GET /api/inspections session',
      'GET /api/kiosks session',
      'GET /api/maintenance session',
      'GET /api/me session',
      'GET /api/misuse/people session',
      'GET /api/push session',
      'GET /api/quarantine session',
      'GET /api/timeline session',
      'GET /api/viewing-requests session',
      'GET /api/wall-views session',
      'GET /api/walls session',
      'GET /api/watch session',
      'GET /healthz public',
      'GET /metrics operations',
      'GET /readyz public',
      'POST /api/accounts/act session',
      'POST /api/camera-alarms/acknowledge session',
      'POST /api/camera-faults/decide session',
      'POST /api/camera-nodes session',
      'POST /api/device-alarms device',
      'POST /api/device-alarms/examined session',
      'POST /api/devices/order session',
      'POST /api/display/edge-leases kiosk',
      'POST /api/display/grants kiosk',
      'POST /api/display/pairing public',
      'POST /api/display/shown kiosk',
      'POST /api/duty-calls/acknowledge session',
      'POST /api/edge-leases tablet',
      'POST /api/evidence/cosign public',
      'POST /api/focal-lists/act session',
      'POST /api/footage-exports/act session',
      'POST /api/footage-exports/open session',
      'POST /api/incidents/export session',
      'POST /api/inspections/act session',
      'POST /api/inspections/looks session',
      'POST /api/kiosks/asking session',
      'POST /api/kiosks/pair session',
      'POST /api/kiosks/rename session',
      'POST /api/kiosks/revoke session',
      'POST /api/logbook/search session',
      'POST /api/maintenance/act session',
      'POST /api/maintenance/check session',
      'POST /api/maintenance/clashes session',
      'POST /api/misuse session',
      'POST /api/playback-grants session',
      'POST /api/push session',
      'POST /api/sign-in public',
      'POST /api/sign-out public',
      'POST /api/sync/carry session',
      'POST /api/sync/enrol session',
      'POST /api/sync/lease tablet',
      'POST /api/sync/pull session',
      'POST /api/sync/push device',
      'POST /api/sync/wiped device',
      'POST /api/viewing-grants session',
      'POST /api/viewing-requests session',
      'POST /api/viewing-requests/decide session',
      'POST /api/viewing-requests/decide-here session',
      'POST /api/viewing-requests/end session',
      'POST /api/wall-views session',
      'POST /api/wall-views/remove session',
      'POST /api/wall-watch session',
      'POST /api/walls/drive session',
      'POST /api/walls/open session',
      'POST /api/watch/calendar session',
      'POST /api/watch/documents session',
      'POST /api/watch/patterns session',
    ]);
  });

  it('[GL-17] [KH-12] hold none by which a stored record could be deleted or written anew', () => {
    const routes = allRoutes(world.server.context, () => {
      throw new Error('no sockets here');
    });
    expect(new Set(routes.map(({ method }) => method))).toEqual(new Set(['GET', 'POST']));
    const taking = routes.filter(({ path }) => /remov|delet|renam|edit|purge|clear|updat|replac/.test(path));
    // A person's own layout of tiles and the name of a display: no records of what happened.
    expect(taking.map(({ path }) => path).sort()).toEqual(['/api/kiosks/rename', '/api/wall-views/remove']);
    // Whatever is written through the others lies in tables that nobody can change (`schema.int.test.ts`).
    for (const table of ['leaf', 'shift_leaf', 'audit', 'viewing_log', 'evidence_record'])
      expect(appendOnlyTables).toContain(table);
  });

  it('cannot be added without a guard', async () => {
    const app = await createApp(world.server.context, []);
    expect(() => app.get('/open', () => 'anything')).toThrow(/route \/open names its guard/);
    await app.close();
  });

  it('tell a monitor on this machine how it goes', async () => {
    const text = await (await world.browser().get('/metrics')).text();
    expect(text).toContain('truc_http_request_seconds');
    expect((await world.browser().get('/readyz')).status).toBe(200);
  });
});

describe('web', () => {
  const page = { accept: 'text/html' };

  it('gets its page for every navigation, never kept without asking', async () => {
    for (const path of ['/', '/wall', '/posts/p-01/logbook']) {
      const answer = await world.browser().get(path, page);
      expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-cache']);
      expect(await answer.text()).toContain('<title>Trực</title>');
    }
  });

  it('may run the scripts of its build and the one inline script named by hash, and be framed by nobody', async () => {
    const { headers } = await world.browser().get('/', page);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/=]+';/);
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).toContain('trusted-types svelte-trusted-html default');
    expect(headers.get('permissions-policy')).toContain('camera=()');
    expect(headers.get('x-powered-by')).toBeNull();
  });

  it('keeps hashed files for a year and takes them packed', async () => {
    const answer = await world.browser().get('/_app/immutable/app.js', { 'accept-encoding': 'gzip' });
    expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    expect(answer.headers.get('content-type')).toMatch(/javascript/);
    expect(await answer.text()).toBe('export const a = 1;');
  });

  it('lets the worker that stretches a PIN compile WebAssembly, and nothing that reaches out', async () => {
    const { headers } = await world.browser().get('/_app/immutable/workers/pin-worker-B_x-9.js');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'wasm-unsafe-eval';/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    const other = await world.browser().get('/_app/immutable/app.js');
    expect(other.headers.get('content-security-policy')).not.toContain('wasm');
  });

  it('asks again for its service worker every time', async () => {
    const answer = await world.browser().get('/service-worker.js');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    '/_app/immutable/gone.js',
    '/api/anything',
    '/rt-not',
    '/sfu/',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/server.ts',
  ])('gets no page in place of %s', async (path) => {
    const answer = await world.browser().get(path, { accept: '*/*' });
    expect(await answer.text()).not.toMatch(/root:|import /);
    if (/^\/(_app|api|sfu)\//.test(path)) expect(answer.status).toBe(404);
  });
});
