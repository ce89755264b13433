/** One tablet's way to the server, as good or as bad as it is at the moment. */
import { err, failure, type Result } from '@truc/base';
import type { Transport, TransportFailure } from '@truc/sync/client';
import type { ErrorBody } from '@truc/sync/protocol';
import type { Lots } from '../core/lots.ts';
import { never } from '../core/never.ts';
import type { Scheduler } from '../core/scheduler.ts';
import { damageReply, damageRequest, flipAnywhere } from './damage.ts';
import type { Life } from './life.ts';
import type { Answer, Cookies, Requests, Route, ServerProcess } from './server-process.ts';
import { fitsDigest, overWire, readWire } from './wire.ts';

/** Share of requests that meet each fault. `late`: a copy arrives once more, up to half a minute later. */
export type LinkRates = {
  readonly loseRequest: number;
  readonly loseReply: number;
  readonly hang: number;
  readonly garble: number;
  readonly damage: number;
  /** Of anything in a message, on a way on which it bears a digest. */
  readonly flip: number;
  readonly duplicate: number;
  readonly late: number;
};

/** `portal`: every request is answered with a page that asks for a voucher. */
export type LinkState = 'up' | 'down' | 'portal';

export type Link = {
  state: LinkState;
  rates: LinkRates;
  latencyMs: number;
  /** Requests that went out, for the watch over stuck queues. */
  requests: number;
  readonly scheduler: Scheduler;
  readonly lots: Lots;
  readonly server: ServerProcess;
  readonly cookies: Cookies;
  /** All of it as JSON text, through the schemas; else as the objects themselves. */
  readonly isTextual: boolean;
};

export const calmRates: LinkRates = {
  loseRequest: 0,
  loseReply: 0,
  hang: 0,
  garble: 0,
  damage: 0,
  flip: 0,
  duplicate: 0,
  late: 0,
};

type Sent<T> = Result<T, TransportFailure>;

export function createTransport(link: Link, life: Life): Transport {
  const send = async <R extends Route, T>(
    route: R,
    request: Requests[R],
    timeoutMs: number,
  ): Promise<Sent<T>> => {
    const answer = await travel(link, { route, request, timeoutMs });
    if (life.state !== 'alive') await life.gate();
    return answer as Sent<T>;
  };
  return {
    enrol: (request, timeoutMs) => send('enrol', request, timeoutMs),
    lease: (request, timeoutMs) => send('lease', request, timeoutMs),
    wiped: (request, timeoutMs) => send('wiped', request, timeoutMs),
    push: (request, timeoutMs) => send('push', request, timeoutMs),
    pull: (request, timeoutMs) => send('pull', request, timeoutMs),
  };
}

type Trip = { readonly route: Route; readonly request: unknown; readonly timeoutMs: number };

async function travel(link: Link, trip: Trip): Promise<Sent<unknown>> {
  const { scheduler, lots, rates } = link;
  link.requests += 1;
  await scheduler.pause(1 + lots.below(link.latencyMs));
  if (link.state === 'portal') return failure('garbled');
  if (link.state === 'down' || lots.chance(rates.loseRequest)) {
    // Half of the losses are told at once, the other half only by the clock.
    if (lots.chance(0.5)) await scheduler.pause(trip.timeoutMs);
    return failure('unreachable');
  }
  // The promise of a timeout is the transport's; the engine has a deadline of its own for this one.
  if (lots.chance(rates.hang)) return never();
  if (lots.chance(rates.late))
    scheduler.after(lots.below(30_000), () => void deliver(link, trip).catch(ignored));
  if (lots.chance(rates.duplicate)) void deliver(link, trip).catch(ignored);
  // Not returned as a promise: that would take it three turns more to get through.
  const answer = await arrive(link, trip);
  return answer;
}

async function arrive(link: Link, trip: Trip): Promise<Sent<unknown>> {
  const { scheduler, lots, rates } = link;
  try {
    const sent = lots.chance(rates.damage) ? { ...trip, request: damageRequest(trip.request, lots) } : trip;
    const { isTextual } = link;
    const come = lots.chance(rates.flip) ? flipAnywhere(sent.request, lots) : sent.request;
    const answer = fitsDigest(sent.request, come, isTextual)
      ? await deliver(link, { ...sent, request: come })
      : damagedOnTheWay;
    await scheduler.pause(1 + lots.below(link.latencyMs));
    if (link.state === 'down' || lots.chance(rates.loseReply)) {
      if (lots.chance(0.5)) await scheduler.pause(trip.timeoutMs);
      return failure('timeout');
    }
    if (lots.chance(rates.garble)) return failure('garbled');
    if (answer.life !== undefined) link.cookies.life = answer.life;
    const told = lots.chance(rates.flip) ? { ...answer, body: flipAnywhere(answer.body, lots) } : answer;
    if (!fitsDigest(answer.body, told.body, isTextual)) return failure('garbled');
    return readAnswer(link, trip.route, lots.chance(rates.damage) ? damageReply(told, lots) : told);
  } catch (cause) {
    return failure('unreachable', String(cause));
  }
}

/** As the server answers what does not fit its digest. */
const damagedOnTheWay: Answer = { isRefusal: true, body: { code: 'unavailable' } satisfies ErrorBody };

function deliver({ server, cookies, isTextual }: Link, { route, request }: Trip): Promise<Answer> {
  // A late copy of a request comes with the cookies that it left with.
  const carried = route === 'enrol' ? cookies : { ...cookies };
  const parsed = isTextual ? overWire(route, request) : request;
  return server.handle(route, parsed as Requests[Route], carried);
}

function readAnswer(link: Link, route: Route, answer: Answer): Sent<unknown> {
  if (link.isTextual) return readWire(route, answer);
  return answer.isRefusal
    ? err({ code: 'refused', error: answer.body as ErrorBody })
    : { ok: true, value: answer.body };
}

function ignored(): void {
  // A copy on the way that meets a server that is down: nobody waits for its answer.
}
