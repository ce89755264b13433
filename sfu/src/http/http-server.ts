import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StartError } from '../config/config.ts';
import type { WhepServer } from '../whep/whep-server.ts';

export type HttpRoutes = {
  /** Whether cameras can be watched: workers run and grants can be verified. */
  readonly isReady: () => boolean;
  readonly metrics: () => Promise<string>;
  readonly whep: WhepServer;
};

/** Nobody has to wait for a request that dribbles in. */
const patience = { headersTimeout: 10_000, requestTimeout: 15_000, connectionsCheckingInterval: 1_000 };

/** The loopback HTTP server: health, metrics, WHEP, and the sockets that are attached to it. */
export function createHttpServer(routes: HttpRoutes): Server {
  return createServer(patience, (request, response) => {
    respond(request, response, routes).catch(() => {
      // A page of metrics that could not be made: the caller learns that, the process goes on.
      response.writeHead(500).end();
    });
  });
}

/** Resolves with the port. @throws StartError when it is taken. */
export function listen(
  server: Server,
  address: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      reject(
        new StartError(
          'port_taken',
          `TRUC_SFU_PORT: cannot listen on ${address.host}:${address.port} (${error.message})`,
        ),
      );
    });
    server.listen(address.port, address.host, () => resolve((server.address() as AddressInfo).port));
  });
}

export function closeHttpServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  routes: HttpRoutes,
): Promise<void> {
  const path = request.url?.split('?')[0] ?? '';
  if (routes.whep.handles(path)) return routes.whep.respond(request, response);
  if (request.method !== 'GET') return void response.writeHead(405).end();
  if (path === '/healthz') return sendText(response, 200, 'ok\n');
  if (path === '/readyz')
    return sendText(response, routes.isReady() ? 200 : 503, routes.isReady() ? 'ready\n' : 'starting\n');
  if (path === '/metrics') return sendText(response, 200, await routes.metrics());
  return sendText(response, 404, 'not found\n');
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}
