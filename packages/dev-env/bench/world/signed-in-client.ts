import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { Agent, request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import {
  EnrolResponseSchema,
  LeaseResponseSchema,
  protocolVersion,
  type EnrolResponse,
  type Lease,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import { benchPassword, type BenchPerson } from './bench-situation.ts';

export type Answer = { readonly status: number; readonly body: Buffer };

/** As a tablet holds it after it was enrolled: with its own key and the lease of the person who signed in. */
export type EnrolledDevice = Pick<EnrolResponse, 'dev' | 'inst'> & {
  readonly lease: Lease;
  readonly key: KeyObject;
};

/** One device over HTTP, with its cookies and one connection that stays open. */
export type DeviceClient = {
  readonly device: EnrolledDevice;
  /** `headers` come beside those of every JSON request. */
  post(path: string, body: Buffer, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  close(): void;
};

/** A session's cookies, which any number of devices may begin with: signing in is made slow on purpose. */
export type SignedIn = ReadonlyMap<string, string>;

export async function signIn(origin: string, person: BenchPerson): Promise<SignedIn> {
  const browser = createBrowser(origin, new Map());
  expectOk(await browser.post('/api/sign-in', json({ username: person, password: benchPassword })));
  browser.close();
  return browser.cookies;
}

export async function enrolDevice(origin: string, session: SignedIn): Promise<DeviceClient> {
  const { post, close } = createBrowser(origin, session);
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
  const key = { alg: 'Ed25519', spki };
  const enrolled = expectOk(await post('/api/sync/enrol', json({ v: protocolVersion, known: null, key })));
  const { dev, inst } = v.parse(EnrolResponseSchema, parse(enrolled));
  const leased = expectOk(await post('/api/sync/lease', json({ v: protocolVersion, dev, inst })));
  const { lease } = v.parse(LeaseResponseSchema, parse(leased));
  return { device: { dev, inst, lease, key: privateKey }, post, close };
}

function createBrowser(origin: string, session: SignedIn) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const cookies = new Map(session);

  async function post(
    path: string,
    body: Buffer,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const sent = request(new URL(path, origin), {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
        ...headers,
      },
    });
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      sent.once('response', resolve).once('error', reject).end(body);
    });
    for (const line of response.headers['set-cookie'] ?? []) keep(line);
    return { status: response.statusCode ?? 0, body: await buffer(response) };
  }

  function keep(line: string): void {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }

  return { cookies, post, close: () => agent.destroy() };
}

export function json(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

export function parse(answer: Answer): unknown {
  return JSON.parse(answer.body.toString());
}

/** @throws unless the server answered 200: a bench that is refused measures nothing. */
export function expectOk(answer: Answer): Answer {
  if (answer.status !== 200) throw new Error(`${answer.status}: ${answer.body.toString().slice(0, 300)}`);
  return answer;
}
