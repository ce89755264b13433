import { invariant } from '@truc/base';
import { digestHeader, protocolVersion, type ErrorBody } from '@truc/sync/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as v from 'valibot';
import type { Logger } from '../telemetry/log.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import { digestOf } from './digest-of.ts';
import type { Guards } from './guards.ts';
import { PackedBody } from './json-body.ts';
import { isFromOurOrigin } from './origin.ts';
import { errorToBody, isRefusal, refuse, statusOf, type Refusal } from './refusal.ts';
import type { Answer, BodyRule, Call, Door, GuardName, MountedRoute } from './route.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may knock. Fastify refuses to start with a route that does not say. */
    guard?: GuardName;
    door?: Door<GuardName> | undefined;
  }
  interface FastifyRequest {
    caller: Call<GuardName, unknown>['caller'];
    receivedAt: number;
  }
}

export type MountOptions = {
  readonly guards: Guards;
  readonly metrics: Metrics;
  readonly log: Logger;
  readonly now: () => number;
  readonly publicUrl: string | undefined;
};

/**
 * Gives every route the same order: guard, origin, body, version, schema, then its own handler. Must run before any route or
 * plugin with routes is registered: from then on a route without a guard cannot be written.
 */
export function prepareMounting(app: FastifyInstance, options: MountOptions): void {
  app.decorateRequest('caller', undefined);
  app.decorateRequest('receivedAt', 0);
  app.addHook('onRoute', (route) => {
    invariant(route.config?.guard !== undefined, `route ${route.url} names its guard`);
  });
  app.addHook('onRequest', async (request, reply) => {
    request.receivedAt = options.now();
    const refusal = await stopAtTheDoor(request, reply, options);
    if (refusal !== undefined) return sendRefusal(reply, refusal.refused, options);
  });
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    options.metrics.requests.observe({ route, status: reply.statusCode }, reply.elapsedTime / 1_000);
    options.log.debug({ route, status: reply.statusCode, ms: Math.round(reply.elapsedTime) }, 'request');
  });
  app.setNotFoundHandler((_request, reply) => sendRefusal(reply, { code: 'not_found' }, options));
  app.setErrorHandler((error, request, reply) => {
    const body = errorToBody(error);
    const route = request.routeOptions.url;
    if (body.code === 'internal') options.log.error({ err: error, route }, 'request failed');
    if (body.code === 'unavailable') options.log.warn({ err: error, route }, 'the database is away');
    return sendRefusal(reply, body, options);
  });
}

export function mountRoute(app: FastifyInstance, route: MountedRoute, options: MountOptions): void {
  app.route({
    method: route.method,
    url: route.path,
    config: { guard: route.guard, door: route.door },
    ...(route.body === undefined ? {} : { bodyLimit: route.body.limitBytes }),
    async handler(request, reply) {
      const { caller } = request;
      const work = () => readAndHandle(route, request, reply);
      const answer = await (route.gate === undefined ? work() : route.gate(caller, request, work));
      if (isRefusal(answer)) return sendRefusal(reply, answer.refused, options);
      if (answer === undefined) return reply;
      return route.path.startsWith('/api/sync/') ? sendDigested(reply, answer) : answer;
    },
  });
}

/** RT12: the reader tells from it what was damaged on the way. */
function sendDigested(reply: FastifyReply, answer: object): FastifyReply {
  const text = JSON.stringify(answer);
  return reply.header(digestHeader, digestOf(text)).type('application/json; charset=utf-8').send(text);
}

async function readAndHandle(
  route: MountedRoute,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Answer> {
  const raw = request.body instanceof PackedBody ? await request.body.open() : request.body;
  const body = route.body === undefined ? undefined : readBody(raw, route.body);
  if (isRefusal(body)) return body;
  const { caller, receivedAt } = request;
  return route.handle({ caller, body, request, reply, receivedAt });
}

async function stopAtTheDoor(
  request: FastifyRequest,
  reply: FastifyReply,
  options: MountOptions,
): Promise<Refusal | undefined> {
  const guard = request.routeOptions.config.guard;
  // Fastify's own answer to an unknown path has no route and no guard.
  if (guard === undefined) return undefined;
  if (request.method === 'POST' && !isFromOurOrigin(request.headers, options.publicUrl))
    return refuse('not_permitted', { detail: 'origin' });
  const caller = await options.guards[guard](request, reply);
  if (isRefusal(caller)) return caller;
  request.caller = caller;
  const answer = request.routeOptions.config.door?.(caller, request);
  if (isRefusal(answer)) return answer;
  if (answer !== undefined) reply.raw.once('close', answer);
  return undefined;
}

function readBody(body: unknown, rule: BodyRule<v.GenericSchema>): unknown {
  const version = versionOf(body);
  if (rule.versions !== null && version !== undefined && !rule.versions.some((one) => one === version))
    return refuse('unsupported_version', { detail: `this server speaks version ${protocolVersion}` });
  const parsed = v.safeParse(rule.schema, body, { abortEarly: true });
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  return refuse('unparseable', { detail: `${v.getDotPath(issue) ?? 'body'}: ${issue.type}` });
}

function versionOf(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'v' in body ? body.v : undefined;
}

export function sendRefusal(
  reply: FastifyReply,
  body: ErrorBody,
  { metrics }: Pick<MountOptions, 'metrics'>,
): FastifyReply {
  metrics.refusals.inc({ code: body.code });
  if (body.retryAfterMs !== undefined)
    void reply.header('retry-after', String(Math.max(1, Math.ceil(body.retryAfterMs / 1_000))));
  return reply.code(statusOf(body)).header('cache-control', 'no-store').send(body);
}
