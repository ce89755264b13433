import { err, type Result } from '@truc/base';
import type { Transport, TransportFailure } from '@truc/sync/client';
import {
  EnrolResponseSchema,
  laneHeader,
  LeaseResponseSchema,
  PullResponseSchema,
  PushResponseSchema,
  WipedResponseSchema,
} from '@truc/sync/protocol';
import type * as v from 'valibot';
import type { HttpClient } from './http/http-client.ts';
import type { HttpFailure } from './http/http-failure.ts';

/** Push and pull over HTTP, so that they work where sockets are blocked. */
export function createSyncTransport(http: HttpClient): Transport {
  return {
    enrol: (body, deadlineMs) => post('/api/sync/enrol', { body, deadlineMs, answer: EnrolResponseSchema }),
    lease: (body, deadlineMs) => post('/api/sync/lease', { body, deadlineMs, answer: LeaseResponseSchema }),
    push: (body, deadlineMs) =>
      post('/api/sync/push', {
        body,
        deadlineMs,
        answer: PushResponseSchema,
        headers: { [laneHeader]: body.lane },
      }),
    wiped: (body, deadlineMs) => post('/api/sync/wiped', { body, deadlineMs, answer: WipedResponseSchema }),
    pull: (body, deadlineMs) => post('/api/sync/pull', { body, deadlineMs, answer: PullResponseSchema }),
  };

  async function post<Schema extends v.GenericSchema>(
    path: string,
    request: {
      body: unknown;
      deadlineMs: number;
      answer: Schema;
      headers?: Readonly<Record<string, string>>;
    },
  ): Promise<Result<v.InferOutput<Schema>, TransportFailure>> {
    const answer = await http.request({ method: 'POST', path, isDigested: true, ...request });
    return answer.ok ? answer : err(toTransportFailure(answer.error));
  }
}

export function toTransportFailure(failure: HttpFailure): TransportFailure {
  const { code, ...rest } = failure;
  switch (code) {
    case 'unreachable':
    case 'timeout':
      return { code };
    case 'bad_answer':
      return rest.detail === undefined ? { code: 'garbled' } : { code: 'garbled', detail: rest.detail };
    default:
      return { code: 'refused', error: { code, ...rest } };
  }
}
