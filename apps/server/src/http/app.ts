import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Context } from '../config/context.ts';
import { permissionsPolicy, securityHeaders } from './content-policy.ts';
import { createGuards } from './guards.ts';
import { readJsonBodies } from './json-body.ts';
import { mountRoute, prepareMounting, sendRefusal, type MountOptions } from './mount.ts';
import type { MountedRoute } from './route.ts';
import { serveWeb } from './static-web.ts';
import { readWebBuild } from './web-build.ts';

/** A request that dribbles in is cut off; a whole push of 1 MiB has this long. */
const requestTimeoutMs = 30_000;

export async function createApp(context: Context, routes: readonly MountedRoute[]): Promise<FastifyInstance> {
  const { config, metrics, log, clock, secure } = context;
  const app = Fastify({
    logger: false,
    trustProxy: config.trustProxy,
    requestTimeout: requestTimeoutMs,
    bodyLimit: 16 * 1024,
    routerOptions: { ignoreTrailingSlash: false, caseSensitive: true },
    forceCloseConnections: true,
    // A path that cannot even be decoded is a path that we do not have.
    frameworkErrors: (_error, _request, reply) => void sendRefusal(reply, { code: 'not_found' }, { metrics }),
  });
  const options: MountOptions = {
    guards: createGuards({
      logIn: context.logIn,
      devices: context.devices,
      kiosks: context.kiosks,
      clock,
      metricsToken: config.metricsToken,
    }),
    metrics,
    log,
    now: () => clock.now(),
    publicUrl: config.publicUrl,
  };
  const build = readWebBuild(config.webFolder);
  if (build.fallback === undefined)
    log.warn({ folder: build.folder }, 'the web is not built: pages answer with a message');
  const edges = context.nodes.flatMap(({ edge }) => edge?.url ?? []);
  await app.register(fastifyHelmet, securityHeaders(build.fallback?.html, { secure, edges }));
  await app.register(fastifyCookie);
  app.addHook('onSend', async (request, reply) => {
    void reply.header('permissions-policy', permissionsPolicy);
    if (request.url.startsWith('/api/')) void reply.header('cache-control', 'no-store');
  });
  readJsonBodies(app);
  prepareMounting(app, options);
  for (const route of routes) mountRoute(app, route, options);
  await serveWeb(app, build, options);
  return app;
}
