import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { Server as SocketServer, type Socket } from 'socket.io';
import { controlVersion } from '@truc/media/signalling';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestWorld, type TestWorld } from '../testing/test-world.ts';

let http: Server;
let control: SocketServer;
let world: TestWorld;
let link: Socket;

beforeAll(async () => {
  http = createServer();
  control = new SocketServer(http, { path: '/control' });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const connected = once(control, 'connection') as Promise<[Socket]>;
  world = await createTestWorld({ sfuPort: (http.address() as AddressInfo).port });
  [link] = await connected;
});
afterAll(async () => {
  await world.close();
  await control.close();
});

const viewing = randomUUID();
const batch = {
  v: controlVersion,
  sfu: 'sfu-1',
  boot: 'boot-1',
  facts: [
    {
      number: 1,
      fact: {
        kind: 'viewing_started',
        viewing,
        grant: randomUUID(),
        person: 'nguyen-ha-my',
        camera: 'cam-011',
        purpose: 'check_remedies',
        display: 'wall-display-1',
        at: 1_623_741_600_000,
      },
    },
    {
      number: 2,
      fact: { kind: 'camera_state', fact: { camera: 'cam-011', state: { state: 'stale', since: 5 } } },
    },
    {
      number: 3,
      fact: { kind: 'viewing_stopped', viewing, at: 1_623_741_660_000, cause: 'closed_by_viewer' },
    },
  ],
};

describe('control link', () => {
  it('proves itself with the shared secret', () => {
    const secret = readFileSync(join(world.folder, 'shared', 'control-secret'), 'utf8').trim();
    expect(link.handshake.auth).toEqual({ secret });
    expect(link.handshake.headers.origin).toBeUndefined();
  });

  it('[GL-52] stores who watched what once, however often the facts come', async () => {
    expect(await link.emitWithAck('facts', batch)).toEqual({ upTo: 3 });
    expect(await link.emitWithAck('facts', batch)).toEqual({ upTo: 3 });
    const rows = await world.server.context.database.pool.query(
      'select kind, person, camera, purpose, cause from viewing_log order by number',
    );
    expect(rows.rows).toEqual([
      {
        kind: 'viewing_started',
        person: 'nguyen-ha-my',
        camera: 'cam-011',
        purpose: 'check_remedies',
        cause: null,
      },
      { kind: 'viewing_stopped', person: null, camera: null, purpose: null, cause: 'closed_by_viewer' },
    ]);
    expect([...world.server.facts.cameraStates()]).toEqual([['cam-011', { state: 'stale', since: 5 }]]);
  });

  it('ends what a person watches when a role of his ends', async () => {
    const revoked = once(link, 'revokePerson') as Promise<[unknown, (answer: object) => void]>;
    await world.server.provisionPerson({
      id: 'kpa-duong',
      name: 'Kpă Dương',
      position: 'Nhân viên trực',
      agency: 'Cơ sở cách ly',
      username: 'duong',
      password: 'unchanged-anyway',
      roles: [],
    });
    const [command, answer] = await revoked;
    expect(command).toEqual({ person: 'kpa-duong' });
    answer({ closed: 2 });
  });

  it('keeps a revocation until the SFU has taken it', async () => {
    const gone = once(link, 'disconnect');
    link.disconnect(true);
    await gone;
    await world.server.revokePerson('tran-van-khanh');
    const [again] = (await once(control, 'connection')) as [Socket];
    const [command] = (await once(again, 'revokePerson')) as [unknown];
    expect(command).toEqual({ person: 'tran-van-khanh' });
    link = again;
  });
});
