import type { IncomingMessage, ServerResponse } from 'node:http';
import { err, ok } from '@truc/base';
import type { Clock, Result, Timers } from '@truc/base';
import { CameraIdSchema, DisplayIdSchema } from '@truc/media/signalling';
import type { CameraId, DisplayId } from '@truc/media/signalling';
import type { Logger } from 'pino';
import * as v from 'valibot';
import type { SfuLimits } from '../config/config.ts';
import { isAllowedOrigin } from '../signalling/origin.ts';
import { KeyedRateLimit } from './keyed-rate-limit.ts';
import { readBody } from './read-body.ts';
import { UsernameFragmentSchema, valueOf } from './sdp-offer.ts';
import type { WhepDesk } from './whep-desk.ts';
import { whepStatuses } from './whep-errors.ts';
import type { WhepError } from './whep-errors.ts';
import type { WhepSession } from './whep-session.ts';

export type WhepServerOptions = {
  readonly desk: WhepDesk;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly origins: readonly string[];
  readonly limits: Pick<SfuLimits, 'messagesPerSecond' | 'messageBurst'>;
  readonly onRefused: (code: WhepError) => void;
};

const bodyLimits = { bytes: 64 * 1024, withinMs: 5_000 };
/** An endpoint, or with a third part the session that was begun there. */
const pathPattern = /^\/whep\/([^/]+)\/([^/]+)(?:\/([^/]+))?$/;

type Target = {
  readonly path: string;
  readonly camera: CameraId;
  readonly display: DisplayId;
  readonly session?: string;
};
type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly body?: string };

/** WHEP (draft-ietf-wish-whep) over HTTP: `POST /whep/{camera}/{display}` with a viewing grant as bearer token. */
export class WhepServer {
  readonly #options: WhepServerOptions;
  readonly #limit: KeyedRateLimit;

  constructor(options: WhepServerOptions) {
    this.#options = options;
    const { messagesPerSecond, messageBurst } = options.limits;
    this.#limit = new KeyedRateLimit({
      perSecond: messagesPerSecond,
      burst: messageBurst,
      clock: options.clock,
    });
  }

  handles(path: string): boolean {
    return path === '/whep' || path.startsWith('/whep/');
  }

  async respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const answer = await this.#answer(request);
    const { status, headers, body } = answer.ok ? answer.value : this.#refusal(answer.error);
    // What is left of a body that was not read is not read: the connection ends with the answer.
    const isRead = request.complete || request.method === 'OPTIONS';
    response.writeHead(status, {
      ...this.#corsHeaders(request),
      'cache-control': 'no-store',
      ...(isRead ? {} : { connection: 'close' }),
      ...headers,
    });
    response.end(body);
  }

  async #answer(request: IncomingMessage): Promise<Result<Answer, WhepError>> {
    if (!isAllowedOrigin(request.headers, this.#options.origins)) return err('origin_refused');
    if (!this.#limit.take(callerOf(request))) return err('too_many_requests');
    const target = readTarget(request.url ?? '');
    if (target === undefined) return err('not_found');
    if (request.method === 'OPTIONS') return ok({ status: 204, headers: preflightHeaders });
    const { session } = target;
    try {
      if (session === undefined)
        return request.method === 'POST' ? await this.#begin(target, request) : err('method_refused');
      if (request.method === 'DELETE') return await this.#end({ ...target, session }, request);
      if (request.method === 'PATCH') return await this.#follow({ ...target, session }, request);
      return err('method_refused');
    } catch (error) {
      this.#options.log.error({ err: error }, 'a WHEP request could not be answered');
      return err('internal');
    }
  }

  async #begin(target: Target, request: IncomingMessage): Promise<Result<Answer, WhepError>> {
    const asked = await this.#read(request, 'application/sdp');
    if (!asked.ok) return asked;
    const { token, body } = asked.value;
    const begun = await this.#options.desk.begin(target, { token, offer: body });
    if (!begun.ok) return begun;
    const { session, answer } = begun.value;
    const headers = {
      'content-type': 'application/sdp',
      location: session.path,
      etag: session.etag,
      'accept-patch': 'application/trickle-ice-sdpfrag',
    };
    return ok({ status: 201, headers, body: answer });
  }

  async #end(
    target: Target & { readonly session: string },
    request: IncomingMessage,
  ): Promise<Result<Answer, WhepError>> {
    const token = tokenOf(request);
    if (token === undefined) return err('grant_missing');
    const session = await this.#admitted(target, token);
    if (!session.ok) return session;
    session.value.session.close('closed_by_viewer');
    return ok({ status: 200 });
  }

  /** Candidates are taken without a look: this end is ICE lite. Another user name fragment begins a new ICE session. */
  async #follow(
    target: Target & { readonly session: string },
    request: IncomingMessage,
  ): Promise<Result<Answer, WhepError>> {
    const asked = await this.#read(request, 'application/trickle-ice-sdpfrag');
    if (!asked.ok) return asked;
    const session = await this.#admitted(target, asked.value.token);
    if (!session.ok) return session;
    const match = request.headers['if-match'];
    if (match !== undefined && match !== '*' && match !== session.value.etag)
      return err('precondition_failed');
    const attributes = asked.value.body.split(/\r?\n/).map((line) => line.replace(/^a=/, ''));
    const fragment = v.safeParse(UsernameFragmentSchema, valueOf(attributes, 'ice-ufrag'));
    if (!fragment.success) return err('unparseable');
    const restarted = await this.#options.desk.follow(session.value, fragment.output);
    if (restarted === null) return ok({ status: 204 });
    const headers = { 'content-type': 'application/trickle-ice-sdpfrag', etag: session.value.etag };
    return ok({ status: 200, headers, body: restarted });
  }

  async #read(
    request: IncomingMessage,
    mediaType: string,
  ): Promise<Result<{ readonly token: string; readonly body: string }, WhepError>> {
    const token = tokenOf(request);
    if (token === undefined) return err('grant_missing');
    if (request.headers['content-type']?.split(';')[0]?.trim().toLowerCase() !== mediaType)
      return err('wrong_media_type');
    if (Number(request.headers['content-length'] ?? 0) > bodyLimits.bytes) return err('too_large');
    const body = await readBody(request, bodyLimits, this.#options.timers);
    return body.ok ? ok({ token, body: body.value }) : body;
  }

  async #admitted(
    target: Target & { readonly session: string },
    token: string,
  ): Promise<Result<WhepSession, WhepError>> {
    const session = this.#options.desk.find(target.session, target);
    if (session === undefined) return err('session_unknown');
    const admitted = await this.#options.desk.admit(session, token);
    return admitted.ok ? ok(session) : admitted;
  }

  #refusal(code: WhepError): Answer {
    this.#options.onRefused(code);
    const status = whepStatuses[code];
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (status === 401) headers['www-authenticate'] = 'Bearer';
    if (status === 429) headers['retry-after'] = '1';
    if (status === 405) headers.allow = 'POST, PATCH, DELETE, OPTIONS';
    return { status, headers, body: JSON.stringify({ code }) };
  }

  /** Nobody's page may read an answer but those that may open the signalling. */
  #corsHeaders({ headers }: IncomingMessage): Record<string, string> {
    const { origin } = headers;
    if (origin === undefined || !isAllowedOrigin(headers, this.#options.origins)) return { vary: 'origin' };
    return {
      vary: 'origin',
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'location, etag, accept-patch',
    };
  }
}

const preflightHeaders = {
  'access-control-allow-methods': 'POST, PATCH, DELETE',
  'access-control-allow-headers': 'authorization, content-type, if-match',
  'access-control-max-age': '600',
  'accept-post': 'application/sdp',
};

function readTarget(url: string): Target | undefined {
  const [path = ''] = url.split('?');
  const [, camera, display, session] = pathPattern.exec(path) ?? [];
  const parsed = v.safeParse(v.object({ camera: CameraIdSchema, display: DisplayIdSchema }), {
    camera,
    display,
  });
  if (!parsed.success) return undefined;
  return { path, ...parsed.output, ...(session === undefined ? {} : { session }) };
}

function tokenOf({ headers }: IncomingMessage): string | undefined {
  const token = /^Bearer ([A-Za-z0-9._~+/=-]{1,2048})$/i.exec(headers.authorization ?? '')?.[1];
  return token;
}

/** What a proxy on this machine says of its caller, or the caller's own address. */
function callerOf(request: IncomingMessage): string {
  const peer = request.socket.remoteAddress ?? '';
  const told = request.headers['x-forwarded-for'];
  const isLocal = peer === '127.0.0.1' || peer === '::1' || peer === '::ffff:127.0.0.1';
  return isLocal && typeof told === 'string' ? (told.split(',').at(-1)?.trim().slice(0, 64) ?? peer) : peer;
}
