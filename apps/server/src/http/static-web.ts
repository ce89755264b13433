import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isPinWorker, pinWorkerPolicy } from './content-policy.ts';
import { sendRefusal, type MountOptions } from './mount.ts';
import type { WebBuild } from './web-build.ts';

const year = 'public, max-age=31536000, immutable';
/** Asked again every time: a new version must be seen at once. */
const always = 'no-cache';
const ownPaths = /^\/(api|rt|sfu|control|metrics|healthz|readyz)(\/|$)/;

/** Serves the web's build, and its fallback page to every navigation that is no file. */
export async function serveWeb(app: FastifyInstance, build: WebBuild, options: MountOptions): Promise<void> {
  if (build.fallback !== undefined)
    await app.register(fastifyStatic, {
      root: build.folder,
      serve: false,
      preCompressed: true,
      cacheControl: false,
      index: false,
      dotfiles: 'deny',
    });
  app.route({
    method: 'GET',
    url: '/*',
    config: { guard: 'public' },
    handler: (request, reply) => answerPage({ request, reply }, build, options),
  });
}

type Exchange = { readonly request: FastifyRequest; readonly reply: FastifyReply };

function answerPage({ request, reply }: Exchange, build: WebBuild, options: MountOptions): FastifyReply {
  const path = decodedPath(request.url);
  if (path === undefined || ownPaths.test(path)) return sendRefusal(reply, { code: 'not_found' }, options);
  if (build.fallback === undefined) return sendNotBuilt(reply);
  if (path !== '/' && build.files.has(path)) {
    if (isPinWorker(path)) reply.header('content-security-policy', pinWorkerPolicy);
    return reply
      .header('cache-control', path.startsWith('/_app/immutable/') ? year : always)
      .sendFile(path.slice(1));
  }
  if (!isNavigation(path, request)) return sendRefusal(reply, { code: 'not_found' }, options);
  return reply.header('cache-control', always).sendFile(build.fallback.file);
}

function decodedPath(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split('?', 1)[0] ?? '/');
  } catch {
    // Not a path that any file of ours has.
    return undefined;
  }
}

/** A page, not a missing picture or script: those must fail honestly instead of getting HTML. */
function isNavigation(path: string, request: FastifyRequest): boolean {
  const last = path.slice(path.lastIndexOf('/') + 1);
  return !last.includes('.') && (request.headers.accept ?? '*/*').match(/text\/html|\*\/\*/) !== null;
}

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  return reply
    .code(503)
    .type('text/plain; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(
      'Ứng dụng web chưa được dựng. Chạy: npm run build\nThe web application is not built. Run: npm run build\n',
    );
}
