import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  EnrolResponseSchema,
  LeaseResponseSchema,
  protocolVersion,
  type EnrolRequest,
  type LeaseResponse,
  type Trust,
} from '@truc/sync/protocol';
import { invariant } from '@truc/base';
import * as v from 'valibot';
import type { ServerConfig } from '../config/config.ts';
import type { ContextOverrides } from '../config/context.ts';
import { createServer } from '../index.ts';
import { DeviceWriter } from './device-writer.ts';
import { must } from './must.ts';
import type { RunningServer } from '../server.ts';
import { createLogger } from '../telemetry/log.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

/** The whole server over a database of its own, with two facilities and a few named people. */
export type TestWorld = {
  readonly server: RunningServer;
  readonly database: TestDatabase;
  readonly folder: string;
  /** A fresh browser. */
  browser(): Browser;
  /** A browser in which this person is signed in. */
  signedIn(username: keyof typeof passwords): Promise<Browser>;
  /** Ends the server and starts it again on the same database and folder. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export type Tablet = { readonly writer: DeviceWriter; readonly trust: Trust };

export const passwords = {
  thao: 'quan-ly-co-so-01',

  khanh: 'den-ca-truc-01',
  duong: 'den-ca-truc-02',
  my: 'so-y-te-2021',
  admin: 'quan-tri-2021',
} as const;

export async function createTestWorld(
  differences: Partial<ServerConfig> = {},
  overrides: ContextOverrides = {},
): Promise<TestWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'truc-server-'));
  const database = await createTestDatabase();
  const start = async () => {
    const log = createLogger(process.env.TRUC_LOG_LEVEL ?? 'silent');
    const started = await createServer(
      {
        ...testConfig(folder, database),
        ...differences,
      },
      { log, ...overrides },
    );
    return must(started);
  };
  let server = await start();
  await seed(server);
  return {
    get server() {
      return server;
    },
    database,
    folder,
    browser: () => new Browser(() => server.url),
    async signedIn(username) {
      const browser = new Browser(() => server.url);
      const answer = await browser.post('/api/sign-in', { username, password: passwords[username] });
      invariant(answer.status === 200, `${username} signs in: ${answer.status}`);
      return browser;
    },
    async restart() {
      await server.close();
      server = await start();
    },
    async close() {
      await server.close();
      await database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function testConfig(folder: string, database: TestDatabase): Partial<ServerConfig> {
  return {
    port: 0,
    database: database.config,
    secretsFolder: join(folder, 'server'),
    nodesFile: join(folder, 'server', 'nodes.json'),
    grantKeysFile: join(folder, 'shared', 'grant-key.json'),
    controlSecretFile: join(folder, 'shared', 'control-secret'),
    webFolder: join(folder, 'no-web'),
    // Nothing listens there: tests that need an SFU bring their own.
    sfuPort: 9,
  };
}

async function seed(server: RunningServer): Promise<void> {
  const place = { district: 'pleiku', state: 'operating' } as const;
  const camera = { lifecycle: 'in_service', national: 'connected', ioc: 'none' } as const;
  await server.provisionPlaces({
    districts: [{ id: 'pleiku', name: 'Pleiku' }],
    facilities: [
      { id: 'f-01', name: 'Cơ sở cách ly số 01 - Đồi Thông', authority: 'military', ...place },
      { id: 'f-02', name: 'Cơ sở cách ly số 02 - Suối Đá', authority: 'civil', ...place },
    ],
    posts: [
      { id: 'p-01', facility: 'f-01', name: 'Vị trí trực cơ sở 01', kind: 'facility' },
      { id: 'p-02', facility: 'f-02', name: 'Vị trí trực cơ sở 02', kind: 'facility' },
      ...Array.from({ length: 50 }, (_, at) => ({
        id: `bench-${at}`,
        facility: 'f-01',
        name: `Vị trí ${at}`,
        kind: 'facility' as const,
      })),
    ],
    cameras: [
      { id: 'cam-011', facility: 'f-01', name: 'Cổng chính', zone: 'gate', ...camera },
      { id: 'cam-021', facility: 'f-02', name: 'Sân sau', zone: 'yard', ...camera },
    ],
  });
  const person = { position: 'Nhân viên trực', agency: 'Cơ sở cách ly' };
  const role = { facility: null, district: null, post: null };
  await server.provisionPerson({
    ...person,
    id: 'tran-van-khanh',
    name: 'Trần Vân Khánh',
    username: 'khanh',
    password: passwords.khanh,
    roles: [{ ...role, role: 'facility_watch', facility: 'f-01' }],
  });
  await server.provisionPerson({
    ...person,
    id: 'kpa-duong',
    name: 'Kpă Dương',
    username: 'duong',
    password: passwords.duong,
    roles: [{ ...role, role: 'facility_watch', facility: 'f-02' }],
  });
  await server.provisionPerson({
    ...person,
    id: 'le-thi-thao',
    name: 'Lê Thị Thảo',
    position: 'Quản lý cơ sở',
    username: 'thao',
    password: passwords.thao,
    roles: [{ ...role, role: 'facility_manager', facility: 'f-01' }],
  });
  await server.provisionPerson({
    ...person,
    id: 'nguyen-ha-my',
    name: 'Nguyễn Hạ My',
    username: 'my',
    password: passwords.my,
    roles: [{ ...role, role: 'doh' }],
  });
  await server.provisionPerson({
    ...person,
    id: 'quan-tri',
    name: 'Đinh Brel',
    username: 'admin',
    password: passwords.admin,
    roles: [{ ...role, role: 'app_admin' }],
  });
}

/** Keeps cookies as a browser does, and sends them back. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #origin: () => string;

  constructor(origin: () => string) {
    this.#origin = origin;
  }

  /** As somebody has it who copied the other's profile. */
  takeCookie(name: string, from: Browser): void {
    const value = from.#cookies.get(name);
    if (value !== undefined) this.#cookies.set(name, value);
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  forget(name: string): void {
    this.#cookies.delete(name);
  }

  get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(path, { headers });
  }

  post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: rawBody(body) ?? JSON.stringify(body),
    });
  }

  async enrol(known: EnrolRequest['known'] = null) {
    const answer = await this.post('/api/sync/enrol', { v: protocolVersion, known, key: null });
    return v.parse(EnrolResponseSchema, await answer.json());
  }

  /** Enrolled with a key of its own and given a lease, as a tablet is that can hold both. */
  async enrolTablet(known: EnrolRequest['known'] = null): Promise<Tablet> {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
    const key = { alg: 'Ed25519', spki };
    const enrolled = await this.post('/api/sync/enrol', { v: protocolVersion, known, key });
    const { dev, inst, trust } = v.parse(EnrolResponseSchema, await enrolled.json());
    invariant(trust !== null, 'the server says whom to trust');
    const writer = new DeviceWriter(dev, inst, privateKey);
    const { lease } = await this.lease(writer);
    writer.lease = lease.id;
    return { writer, trust };
  }

  async lease({ dev, inst }: Pick<DeviceWriter, 'dev' | 'inst'>): Promise<LeaseResponse> {
    const answer = await this.post('/api/sync/lease', { v: protocolVersion, dev, inst });
    return v.parse(LeaseResponseSchema, await answer.json());
  }

  async #send(
    path: string,
    init: { headers: Readonly<Record<string, string>> } & RequestInit,
  ): Promise<Response> {
    const answer = await fetch(`${this.#origin()}${path}`, {
      ...init,
      headers: { cookie: this.cookie, ...init.headers },
      redirect: 'manual',
    });
    for (const line of answer.headers.getSetCookie()) this.#keep(line);
    return answer;
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    if (/max-age=0(;|$)/i.test(line)) this.#cookies.delete(pair.slice(0, at));
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

/** Octets and texts go as they are: bad input is part of what the tests send. */
function rawBody(body: unknown): string | Uint8Array<ArrayBuffer> | null {
  if (typeof body === 'string') return body;
  return body instanceof Uint8Array ? new Uint8Array(body) : null;
}
