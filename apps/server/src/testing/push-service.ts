import { createECDH, randomBytes } from 'node:crypto';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export type PushCall = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
};

/** A push service of the test's own, on this machine. What it is called at `/gone` with is gone. */
export type PushService = {
  readonly origin: string;
  callsTo(path: string): readonly PushCall[];
  /** What a browser gives to be called at this path. */
  subscription(path: string): { readonly endpoint: string; readonly p256dh: string; readonly auth: string };
  close(): void;
};

export async function startPushService(): Promise<PushService> {
  const calls: PushCall[] = [];
  const service = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      calls.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts) });
      response.statusCode = request.url === '/gone' ? 410 : 201;
      response.end();
    });
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', () => resolve()));
  const origin = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
  return {
    origin,
    callsTo: (path) => calls.filter((call) => call.path === path),
    subscription(path) {
      const ecdh = createECDH('prime256v1');
      ecdh.generateKeys();
      return {
        endpoint: `${origin}${path}`,
        p256dh: ecdh.getPublicKey('base64url'),
        auth: randomBytes(16).toString('base64url'),
      };
    },
    close: () => service.close(),
  };
}
