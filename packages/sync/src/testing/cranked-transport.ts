/** A network that moves only when a test turns its crank. */
import { err, failure, ok, type Result } from '@truc/base';
import * as v from 'valibot';
import type { Transport, TransportFailure } from '@truc/sync/client';
import {
  EnrolResponseSchema,
  LeaseResponseSchema,
  WipedResponseSchema,
  ErrorBodySchema,
  PullResponseSchema,
  PushResponseSchema,
} from '@truc/sync/protocol';
import type { TestAnswer, TestCookies, TestRoute, TestServer } from './test-server.ts';

export type Flight = {
  readonly route: TestRoute;
  readonly text: string;
  /** To the server and back. */
  deliver(): Promise<void>;
  /** The server has done its work, and its answer is on its way: it arrives when the test calls what this gives. */
  halfway(): Promise<() => void>;
  /** Never reaches the server. */
  dropRequest(): void;
  /** The server has done its work; nobody hears of it. */
  dropReply(): Promise<void>;
  /** Reaches the server twice; the second reply comes back. */
  duplicate(): Promise<void>;
  /** Something in between answers with a page of its own. */
  garble(): void;
  /** The server refuses without looking. */
  refuse(answer: string): void;
  /** The server answers with what the test says. */
  answer(value: unknown): void;
};

export interface CrankedTransport extends Transport {
  /** Requests on their way, oldest first. */
  readonly flights: Flight[];
  /** Takes the oldest request out, waiting for it if there is none yet. */
  next(): Promise<Flight>;
}

export function createCrankedTransport(server: TestServer, cookies: TestCookies): CrankedTransport {
  const flights: Flight[] = [];
  const waiting: ((flight: Flight) => void)[] = [];
  const launch = (flight: Flight) => {
    const taker = waiting.shift();
    if (taker === undefined) flights.push(flight);
    else taker(flight);
  };
  const send = <T>(route: TestRoute, request: unknown, parse: Parse<T>) =>
    new Promise<Result<T, TransportFailure>>((resolve) => {
      const text = JSON.stringify(request);
      const toServer = () => server.handle(route, text, cookies);
      launch({
        route,
        text,
        deliver: async () => resolve(readAnswer(await toServer(), parse)),
        async halfway() {
          const answer = await toServer();
          return () => resolve(readAnswer(answer, parse));
        },
        dropRequest: () => resolve(failure('unreachable')),
        async dropReply() {
          await toServer();
          resolve(failure('timeout'));
        },
        async duplicate() {
          await toServer();
          resolve(readAnswer(await toServer(), parse));
        },
        garble: () => resolve(readAnswer({ isRefusal: false, text: '<html>Wi-Fi login</html>' }, parse)),
        answer: (value) => resolve(readAnswer({ isRefusal: false, text: JSON.stringify(value) }, parse)),
        refuse: (answer) => resolve(readAnswer({ isRefusal: true, text: answer }, parse)),
      });
    });
  return {
    flights,
    next: () => {
      const flight = flights.shift();
      return flight === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(flight);
    },
    enrol: (request) => send('enrol', request, (json) => v.safeParse(EnrolResponseSchema, json)),
    lease: (request) => send('lease', request, (json) => v.safeParse(LeaseResponseSchema, json)),
    wiped: (request) => send('wiped', request, (json) => v.safeParse(WipedResponseSchema, json)),
    push: (request) => send('push', request, (json) => v.safeParse(PushResponseSchema, json)),
    pull: (request) => send('pull', request, (json) => v.safeParse(PullResponseSchema, json)),
  };
}

export type Parse<T> = (json: unknown) => { success: true; output: T } | { success: false };

export function readAnswer<T>({ isRefusal, text }: TestAnswer, parse: Parse<T>): Result<T, TransportFailure> {
  const json = parseJson(text);
  if (isRefusal) {
    const error = v.safeParse(ErrorBodySchema, json);
    return error.success ? err({ code: 'refused', error: error.output }) : failure('garbled');
  }
  const parsed = parse(json);
  return parsed.success ? ok(parsed.output) : failure('garbled');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A page of somebody else's: no schema takes `undefined`, so that the caller says `garbled`.
    return undefined;
  }
}
