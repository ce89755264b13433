import { Agent, request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { EnrolResponseSchema, protocolVersion, type EnrolResponse } from '@truc/sync/protocol';
import * as v from 'valibot';
import { benchPassword, type BenchPerson } from './bench-situation.ts';

export type Answer = { readonly status: number; readonly body: Buffer };

/** One device over HTTP, with its cookies and one connection that stays open. */
export type DeviceClient = {
  readonly device: EnrolResponse;
  post(path: string, body: Buffer): Promise<Answer>;
  close(): void;
};

export async function enrolDevice(origin: string, person: BenchPerson): Promise<DeviceClient> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const cookies = new Map<string, string>();

  async function post(path: string, body: Buffer): Promise<Answer> {
    const sent = request(new URL(path, origin), {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'content-length': body.length,
        cookie: [...cookies].map((pair) => pair.join('=')).join('; '),
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

  expectOk(await post('/api/sign-in', json({ username: person, password: benchPassword })));
  const enrolled = expectOk(
    await post('/api/sync/enrol', json({ v: protocolVersion, known: null, key: null })),
  );
  return { device: v.parse(EnrolResponseSchema, parse(enrolled)), post, close: () => agent.destroy() };
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
