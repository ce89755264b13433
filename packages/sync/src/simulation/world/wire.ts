/** The same exchange as in earnest: text on the wire, parsed by its schema on either side. */
import { err, failure, ok, type Result } from '@truc/base';
import type { TransportFailure } from '@truc/sync/client';
import {
  EnrolRequestSchema,
  EnrolResponseSchema,
  ErrorBodySchema,
  LeaseRequestSchema,
  LeaseResponseSchema,
  PullRequestSchema,
  PullResponseSchema,
  PushRequestSchema,
  PushResponseSchema,
  WipedRequestSchema,
  WipedResponseSchema,
} from '@truc/sync/protocol';
import * as v from 'valibot';
import type { Answer, Route } from './server-process.ts';

const requestSchemas = {
  enrol: EnrolRequestSchema,
  lease: LeaseRequestSchema,
  push: PushRequestSchema,
  pull: PullRequestSchema,
  wiped: WipedRequestSchema,
};
const responseSchemas = {
  enrol: EnrolResponseSchema,
  lease: LeaseResponseSchema,
  push: PushResponseSchema,
  pull: PullResponseSchema,
  wiped: WipedResponseSchema,
};

/** @throws when the engine sends what the schema does not take: that is a broken program. */
export function overWire(route: Route, request: unknown): unknown {
  return v.parse(requestSchemas[route], JSON.parse(JSON.stringify(request)));
}

export function readWire(route: Route, { isRefusal, body }: Answer): Result<unknown, TransportFailure> {
  const json: unknown = JSON.parse(JSON.stringify(body));
  if (isRefusal) return err({ code: 'refused', error: v.parse(ErrorBodySchema, json) });
  const parsed = v.safeParse(responseSchemas[route], json);
  return parsed.success ? ok(parsed.output) : failure('garbled');
}

/** RT12: whether a message fits the digest with which it left. Of objects that travel as they are, any other one is another text. */
export function fitsDigest(left: unknown, arrived: unknown, isTextual: boolean): boolean {
  return left === arrived || (isTextual && JSON.stringify(left) === JSON.stringify(arrived));
}
