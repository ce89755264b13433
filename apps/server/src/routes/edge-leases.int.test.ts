import { writeFileSync, mkdirSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { EdgeLeaseResponseSchema } from '@truc/media/signalling';
import { decodeJwt } from 'jose';
import { Server as SocketServer, type Socket } from 'socket.io';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type Browser, type TestWorld } from '../testing/test-world.ts';

const secrets = { 'node-1': 'a'.repeat(40), 'edge-1': 'b'.repeat(40) };
const url = 'https://edge-1.example';
let lines: Record<keyof typeof secrets, { readonly http: Server; readonly io: SocketServer; socket: Socket }>;
let world: TestWorld;

/** Stands for a node: takes the server's line, and beats with this camera in its register. */
async function openNode() {
  const http = createServer();
  const io = new SocketServer(http, { path: '/control' });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return { http, io, connected: once(io, 'connection') as Promise<[Socket]> };
}
const portOf = (http: Server) => (http.address() as AddressInfo).port;

beforeAll(async () => {
  const [node, edge] = [await openNode(), await openNode()];
  world = await createTestWorld();
  mkdirSync(join(world.folder, 'server'), { recursive: true });
  const entries = [
    { name: 'node-1', control: `http://127.0.0.1:${portOf(node.http)}`, secret: secrets['node-1'] },
    {
      name: 'edge-1',
      control: `http://127.0.0.1:${portOf(edge.http)}`,
      secret: secrets['edge-1'],
      edge: { facility: 'f-01', url },
    },
  ];
  writeFileSync(join(world.folder, 'server', 'nodes.json'), JSON.stringify(entries), { mode: 0o600 });
  await world.server.provisionPlaces({
    districts: [],
    facilities: [],
    posts: [],
    cameras: [
      {
        ...{ id: 'cam-012', facility: 'f-01', name: 'Phòng khám', zone: 'medical_check' },
        ...{ lifecycle: 'in_service', national: 'connected', ioc: 'none', sensitive: true },
      },
    ],
    assignmentDocs: [],
    iocViewingDocument: null,
  });
  await world.restart();
  const [[nodeSocket], [edgeSocket]] = await Promise.all([node.connected, edge.connected]);
  lines = {
    'node-1': { ...node, socket: nodeSocket },
    'edge-1': { ...edge, socket: edgeSocket },
  };
  for (const name of ['node-1', 'edge-1'] as const)
    await lines[name].socket.emitWithAck('beat', { node: name, boot: 'b', revision: 0, cameras });
});
afterAll(async () => {
  await world.close();
  for (const { io } of Object.values(lines)) await io.close();
});

async function pairDisplay(
  name: Parameters<TestWorld['signedIn']>[0],
  change: { readonly post: string | null; readonly until?: number },
) {
  const [screen, manager] = [world.browser(), await world.signedIn(name)];
  const asked = v.parse(
    v.looseObject({ code: v.string() }),
    await (await screen.post('/api/display/pairing', {})).json(),
  );
  const id = randomUUID();
  const words = { name: 'Màn hình 1', place: 'Phòng trực', purpose: 'supervise_compliance' };
  const until = Date.now() + 24 * 3_600_000;
  const pairing = { id, code: asked.code, ...words, cameras: ['cam-011'], until, ...change };
  expect((await manager.post('/api/kiosks/pair', pairing)).status).toBe(200);
  return { screen, id, manager };
}

const cameras = ['cam-011', 'cam-012'];
const display = 'display-of-the-wall';
const question = { cameras: ['cam-011'], purpose: 'check_remedies', display };

describe('several nodes', () => {
  it('are each spoken to with a secret of their own', () => {
    for (const name of ['node-1', 'edge-1'] as const)
      expect(lines[name].socket.handshake.auth).toEqual({ secret: secrets[name] });
  });

  it('[GL-01] a grant names the node: the facility’s own for its own system, the centre’s where that is out of reach', async () => {
    const khanh = await world.signedIn('khanh');
    const ask = async (avoid: readonly string[]) => {
      const answer = await khanh.post('/api/viewing-grants', { ...question, avoid });
      return v.parse(v.object({ grants: v.array(v.looseObject({})) }), await answer.json()).grants[0];
    };
    expect((await ask([]))?.['place']).toEqual({ node: 'edge-1', at: url });
    const other = await ask(['edge-1']);
    expect(other?.['place']).toEqual({ node: 'node-1', at: null });
    expect(decodeJwt(String(other?.['token']))).toMatchObject({ nod: 'node-1' });
    expect(await ask(['edge-1', 'node-1'])).toMatchObject({ ok: false, code: 'no_node' });
    const where = await khanh.post('/api/camera-nodes', { cameras: ['cam-011', 'cam-999'], avoid: [] });
    expect(await where.json()).toEqual({
      cameras: [{ camera: 'cam-011', place: { node: 'edge-1', at: url } }],
    });
  });

  it('lets a page talk to the signalling of an edge, and to nothing else of another origin', async () => {
    const policy = (await world.browser().get('/', { accept: 'text/html' })).headers.get(
      'content-security-policy',
    );
    expect(policy).toContain("connect-src 'self' wss://edge-1.example;");
  });

  it('[KH-32] signs an edge lease on an enrolled device alone, for what the person may watch there and no sensitive camera, and writes it down', async () => {
    const khanh = await world.signedIn('khanh');
    expect((await khanh.post('/api/edge-leases', { display })).status).toBe(401);
    const { dev } = await khanh.enrol();
    const answer = await khanh.post('/api/edge-leases', { display });
    const { leases } = v.parse(EdgeLeaseResponseSchema, await answer.json());
    expect(leases).toMatchObject([{ place: { node: 'edge-1', at: url }, cameras: ['cam-011'] }]);
    const claims = decodeJwt(leases[0]?.token ?? '');
    expect(claims).toMatchObject({
      aud: 'truc-edge',
      sub: 'tran-van-khanh',
      dev,
      nod: 'edge-1',
      dsp: display,
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(120 * 60);
    const kept = await world.server.context.database.pool.query(
      `select l.device, l.node, a.outcome from edge_lease l join audit a on a.detail->>'lease' = l.id::text`,
    );
    expect(kept.rows).toEqual([{ device: dev, node: 'edge-1', outcome: 'granted' }]);
  });

  it('[GL-05] signs one for a display of a post there, under its own account, for its purpose and no longer than it lasts', async () => {
    const { screen, id } = await pairDisplay('thao', { post: 'p-01', until: Date.now() + 600_000 });
    const answer = await screen.post('/api/display/edge-leases', { display });
    const { leases } = v.parse(EdgeLeaseResponseSchema, await answer.json());
    expect(leases).toMatchObject([{ place: { node: 'edge-1', at: url }, cameras: ['cam-011'] }]);
    const claims = decodeJwt(leases[0]?.token ?? '');
    const account = `kiosk:${id}`;
    expect(claims).toMatchObject({ sub: account, dev: account, dsp: display, pur: ['supervise_compliance'] });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBeLessThanOrEqual(600);
    const { pool } = world.server.context.database;
    const kept = await pool.query('select person, kiosk from edge_lease where id = $1', [claims.jti]);
    expect(kept.rows).toEqual([{ person: 'le-thi-thao', kiosk: id }]);
  });

  it('[GL-05] signs none for a display that belongs to no post of the facility, nor for one that was taken off', async () => {
    const ofNobody = await pairDisplay('my', { post: null });
    const leasesOf = async (screen: Browser) => {
      const answer = await screen.post('/api/display/edge-leases', { display });
      return answer.status === 200
        ? v.parse(EdgeLeaseResponseSchema, await answer.json()).leases
        : answer.status;
    };
    expect(await leasesOf(ofNobody.screen)).toEqual([]);
    const { screen, id, manager } = await pairDisplay('thao', { post: 'p-01' });
    expect(await leasesOf(screen)).toHaveLength(1);
    const revoked = await manager.post('/api/kiosks/revoke', { id, reason: 'Màn hình bị mất' });
    expect(revoked.status).toBe(200);
    expect(await leasesOf(screen)).toBe(403);
    expect(await leasesOf(world.browser())).toBe(401);
  });

  it('gives none to whoever may watch nothing there', async () => {
    const duong = await world.signedIn('duong');
    await duong.enrol();
    const answer = await duong.post('/api/edge-leases', { display });
    expect(v.parse(EdgeLeaseResponseSchema, await answer.json()).leases).toEqual([]);
  });
});
