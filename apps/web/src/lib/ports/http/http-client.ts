import { err, ok, type Result } from '@truc/base';
import * as v from 'valibot';
import { digestHeader } from '@truc/sync/protocol';
import { digestOf } from './digest-of.ts';
import { encodeBody } from './encode-body.ts';
import { failureOfRefusal, failureOfThrown, type HttpFailure } from './http-failure.ts';

export type HttpRequest<Schema extends v.GenericSchema> = {
  readonly method: 'GET' | 'POST';
  /** Path on our own origin. */
  readonly path: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** What a good answer must be; null when only the status counts. */
  readonly answer: Schema | null;
  readonly deadlineMs?: number;
  /** Bears the digest of its body, so that what is damaged on the way is told (RT12). */
  readonly isDigested?: boolean;
  readonly signal?: AbortSignal;
};

/** Requests to the server. Every one ends by its deadline, and every answer is parsed. */
export interface HttpClient {
  request<Schema extends v.GenericSchema>(
    request: HttpRequest<Schema>,
  ): Promise<Result<v.InferOutput<Schema>, HttpFailure>>;
}

const defaultDeadlineMs = 15_000;

export function createHttpClient(fetchPort: typeof fetch): HttpClient {
  return { request: (request) => perform(fetchPort, request) };
}

async function perform<Schema extends v.GenericSchema>(
  fetchPort: typeof fetch,
  request: HttpRequest<Schema>,
): Promise<Result<v.InferOutput<Schema>, HttpFailure>> {
  let response: Response;
  let body: unknown;
  try {
    response = await fetchPort(request.path, await toInit(request));
    body = await readJson(response);
  } catch (thrown) {
    return err(failureOfThrown(thrown));
  }
  if (!response.ok) return err(failureOfRefusal(response.status, body));
  if (request.answer === null) return ok(undefined as v.InferOutput<Schema>);
  const parsed = v.safeParse(request.answer, body);
  if (!parsed.success) return err({ code: 'bad_answer', detail: v.summarize(parsed.issues).slice(0, 300) });
  return ok(parsed.output);
}

async function toInit(request: HttpRequest<v.GenericSchema>): Promise<RequestInit> {
  const deadline = AbortSignal.timeout(request.deadlineMs ?? defaultDeadlineMs);
  const encoded =
    request.body === undefined ? null : await encodeBody(request.body, request.isDigested === true);
  return {
    method: request.method,
    credentials: 'same-origin',
    cache: 'no-store',
    // A redirect is never ours: it is a portal that wants to show its own page.
    redirect: 'error',
    signal: request.signal ? AbortSignal.any([deadline, request.signal]) : deadline,
    headers: { accept: 'application/json', ...encoded?.headers, ...request.headers },
    ...(encoded ? { body: encoded.body } : {}),
  };
}

/** RT12: the server says what the text was when it left. */
async function isDamaged(response: Response, text: string): Promise<boolean> {
  const said = response.headers.get(digestHeader);
  const digest = said === null ? null : await digestOf(new TextEncoder().encode(text));
  return digest !== null && digest !== said;
}

/** The body as JSON, or undefined when it is something else; a body that breaks off throws and counts as unreachable. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (await isDamaged(response, text)) return undefined;
  if (!(response.headers.get('content-type') ?? '').includes('json')) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Cut or rewritten on the way: the schema check that follows names it `bad_answer`.
    return undefined;
  }
}
