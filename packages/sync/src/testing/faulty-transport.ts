/** A network as bad as the seed says: everything that a request may meet on its way, drawn by lot. */
import { failure, type Result, type Timers } from '@truc/base';
import * as v from 'valibot';
import type { Transport, TransportFailure } from '@truc/sync/client';
import {
  EnrolResponseSchema,
  LeaseResponseSchema,
  WipedResponseSchema,
  PullResponseSchema,
  PushResponseSchema,
} from '@truc/sync/protocol';
import { readAnswer, type Parse } from './cranked-transport.ts';
import type { SeededRandom } from './seeded-random.ts';
import type { TestAnswer, TestCookies, TestRoute, TestServer } from './test-server.ts';

/** Share of requests, 0 to 1, that meet each fault. `late`: a copy arrives once more, up to half a minute later. */
export type FaultRates = {
  readonly loseRequest: number;
  readonly loseReply: number;
  readonly hang: number;
  readonly garble: number;
  readonly late: number;
};

export const noFaults: FaultRates = { loseRequest: 0, loseReply: 0, hang: 0, garble: 0, late: 0 };

export type FaultyTransportOptions = {
  readonly server: TestServer;
  readonly cookies: TestCookies;
  readonly timers: Timers;
  readonly random: SeededRandom;
  readonly rates: () => FaultRates;
};

export function createFaultyTransport(options: FaultyTransportOptions): Transport {
  const { server, cookies, timers, random, rates } = options;
  const strikes = (fault: keyof FaultRates) => random.next() < rates()[fault];
  const after = (delayMs: number) => new Promise<void>((resolve) => timers.after(delayMs, () => resolve()));

  async function reach(route: TestRoute, text: string): Promise<TestAnswer | null> {
    try {
      return await server.handle(route, text, cookies);
    } catch {
      // The server died over it; the tablet sees a cut connection.
      return null;
    }
  }

  async function send<T>(
    route: TestRoute,
    request: unknown,
    parse: Parse<T>,
  ): Promise<Result<T, TransportFailure>> {
    const text = JSON.stringify(request);
    await after(1 + random.below(300));
    if (strikes('loseRequest')) return failure('unreachable');
    if (strikes('hang')) return new Promise(() => undefined);
    if (strikes('late')) timers.after(random.below(30_000), () => void reach(route, text));
    const answer = await reach(route, text);
    await after(1 + random.below(300));
    if (answer === null || strikes('loseReply')) return failure('unreachable');
    if (strikes('garble')) return readAnswer({ isRefusal: false, text: answer.text.slice(0, -9) }, parse);
    return readAnswer(answer, parse);
  }

  return {
    enrol: (request) => send('enrol', request, (json) => v.safeParse(EnrolResponseSchema, json)),
    lease: (request) => send('lease', request, (json) => v.safeParse(LeaseResponseSchema, json)),
    wiped: (request) => send('wiped', request, (json) => v.safeParse(WipedResponseSchema, json)),
    push: (request) => send('push', request, (json) => v.safeParse(PushResponseSchema, json)),
    pull: (request) => send('pull', request, (json) => v.safeParse(PullResponseSchema, json)),
  };
}
