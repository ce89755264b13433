import { randomBytes } from 'node:crypto';
import type { Timers } from '@truc/base';
import type { IngestFailure } from '../ingest-state.ts';
import { chooseChallenge, createAuthorizer } from './authorization.ts';
import type { Authorizer, Credentials } from './authorization.ts';
import { headerOf, writeRequest } from './message.ts';
import type { RtspResponse } from './message.ts';
import { failureOfSdp, failureOfStatus } from './session-failure.ts';
import { parseSdp } from './sdp.ts';
import type { VideoTrack } from './sdp.ts';
import { parseSessionHeader, parseTransportAnswer, transportOffer } from './transport-header.ts';
import type { InterleavedChannels } from './transport-header.ts';

export type SessionEnd =
  | { readonly kind: 'failed'; readonly failure: IngestFailure }
  /** The camera sent us elsewhere. Whether we follow is the caller's policy. */
  | { readonly kind: 'redirected'; readonly location: string };

export type RtspSessionOptions = {
  readonly requestUrl: string;
  readonly credentials: Credentials | undefined;
  readonly timers: Timers;
  readonly responseTimeoutMs: number;
  send(bytes: Buffer): void;
  /** The channels are known: from here on RTP may come, even before PLAY is answered. */
  onReady(track: VideoTrack, channels: InterleavedChannels): void;
  readonly onPlaying: () => void;
  /** Called once, last. */
  onEnd(end: SessionEnd): void;
};

export interface RtspSession {
  start(): void;
  handleResponse(response: RtspResponse): void;
  /** Sends TEARDOWN where a session stands, and stops. `onEnd` is not called. */
  close(): void;
}

type Step = 'options' | 'describe' | 'setup' | 'play' | 'keep_alive';
type Pending = { readonly step: Step; readonly method: string; readonly url: string; readonly cseq: number };

/** A camera whose nonces die faster than an answer travels cannot be answered. */
const maxStaleNonces = 4;

const stepHeaders: Record<Step, readonly (readonly [string, string])[]> = {
  options: [],
  describe: [['Accept', 'application/sdp']],
  setup: [['Transport', transportOffer]],
  play: [['Range', 'npt=0.000-']],
  keep_alive: [],
};

/** The client's side of RTSP 1.0 over one TCP connection: OPTIONS, DESCRIBE, SETUP, PLAY, keep-alive, TEARDOWN. */
export function createRtspSession(options: RtspSessionOptions): RtspSession {
  let cseq = 0;
  let pending: Pending | undefined;
  let authorizer: Authorizer | undefined;
  let session: { readonly id: string; readonly timeoutMs: number } | undefined;
  let track: VideoTrack | undefined;
  let hasGetParameter = false;
  let authAttempts = 0;
  let ended = false;
  let cancelDeadline = () => {};
  let cancelKeepAlive = () => {};

  const steps: Record<Step, (response: RtspResponse) => void> = {
    options: handleOptions,
    describe: handleDescribe,
    setup: handleSetup,
    play: handlePlay,
    keep_alive: handleKeepAlive,
  };

  return { start: () => request('options', 'OPTIONS', options.requestUrl), handleResponse, close };

  function handleResponse(response: RtspResponse): void {
    if (ended || pending === undefined) return;
    // A camera that leaves CSeq out answers in order; a wrong one is a late answer to something given up.
    const answered = headerOf(response, 'cseq');
    if (answered !== undefined && Number(answered) !== pending.cseq) return;
    if (response.status >= 100 && response.status < 200) return;
    const { step } = pending;
    cancelDeadline();
    if (response.status === 401) return handleUnauthorized(response, pending);
    pending = undefined;
    authAttempts = 0;
    const location = headerOf(response, 'location');
    if (response.status >= 300 && response.status < 400 && step !== 'keep_alive') {
      return end({ kind: 'redirected', location: location ?? '' });
    }
    steps[step](response);
  }

  /** A first challenge is answered once; a nonce that went stale is renewed, a few times. Anything else is a refusal. */
  function handleUnauthorized(response: RtspResponse, { step, method, url }: Pending): void {
    const challenge = chooseChallenge(response.headers.get('www-authenticate') ?? []);
    const isStale = challenge?.scheme === 'digest' && challenge.isStale;
    authAttempts += 1;
    const mayRetry = authAttempts === 1 || (isStale && authAttempts <= maxStaleNonces);
    if (challenge === undefined || options.credentials === undefined || !mayRetry) {
      const detail = options.credentials === undefined ? 'credentials_missing' : 'credentials_refused';
      return fail({ reason: 'auth_refused', detail: challenge ? detail : 'challenge_unknown' });
    }
    authorizer = createAuthorizer(challenge, options.credentials, () => randomBytes(8).toString('hex'));
    request(step, method, url);
  }

  function handleOptions(response: RtspResponse): void {
    // OPTIONS is a courtesy: a camera that does not know it may still answer DESCRIBE.
    if (isSuccess(response)) hasGetParameter = /\bGET_PARAMETER\b/i.test(headerOf(response, 'public') ?? '');
    request('describe', 'DESCRIBE', options.requestUrl);
  }

  function handleDescribe(response: RtspResponse): void {
    if (!isSuccess(response)) return fail(failureOfStatus(response.status, 'describe'));
    const base = headerOf(response, 'content-base') ?? headerOf(response, 'content-location');
    const isUsable = base !== undefined && /^rtsp:\/\/[\x21-\x7e]+$/i.test(base);
    const parsed = parseSdp(response.body, isUsable ? base : options.requestUrl);
    if (!parsed.ok) return fail(failureOfSdp(parsed.error));
    track = parsed.value;
    request('setup', 'SETUP', track.controlUrl);
  }

  function handleSetup(response: RtspResponse): void {
    if (!isSuccess(response)) return fail(failureOfStatus(response.status, 'setup'));
    session = parseSessionHeader(headerOf(response, 'session'));
    const channels = parseTransportAnswer(headerOf(response, 'transport'));
    if (session === undefined) return fail({ reason: 'protocol_error', detail: 'session_missing' });
    if (channels === undefined) return fail({ reason: 'protocol_error', detail: 'transport_not_tcp' });
    if (track === undefined) return fail({ reason: 'protocol_error', detail: 'setup_unasked' });
    options.onReady(track, channels);
    request('play', 'PLAY', track.aggregateUrl);
  }

  function handlePlay(response: RtspResponse): void {
    if (!isSuccess(response)) return fail(failureOfStatus(response.status, 'play'));
    scheduleKeepAlive();
    options.onPlaying();
  }

  function handleKeepAlive(response: RtspResponse): void {
    if (response.status === 454) return fail({ reason: 'closed_by_camera', detail: 'session_not_found' });
    if (!isSuccess(response)) hasGetParameter = false;
    scheduleKeepAlive();
  }

  function scheduleKeepAlive(): void {
    cancelKeepAlive();
    cancelKeepAlive = options.timers.after((session?.timeoutMs ?? 60_000) / 2, () => {
      const url = track?.aggregateUrl ?? options.requestUrl;
      request('keep_alive', hasGetParameter ? 'GET_PARAMETER' : 'OPTIONS', url);
    });
  }

  function request(step: Step, method: string, url: string): void {
    cseq += 1;
    pending = { step, method, url, cseq };
    options.send(writeRequest(method, url, [...commonHeaders(method, url), ...stepHeaders[step]]));
    cancelDeadline = options.timers.after(options.responseTimeoutMs, () => {
      // Many cameras leave keep-alives unanswered while they stream. The media's own silence is the judge.
      if (step === 'keep_alive') return scheduleKeepAlive();
      fail({ reason: 'timeout', detail: `no_answer_to_${step}` });
    });
  }

  function commonHeaders(method: string, url: string): [string, string][] {
    const headers: [string, string][] = [
      ['CSeq', String(cseq)],
      ['User-Agent', 'Truc'],
    ];
    if (authorizer) headers.push(['Authorization', authorizer.authorize({ method, url })]);
    if (session) headers.push(['Session', session.id]);
    return headers;
  }

  function fail(failure: IngestFailure): void {
    end({ kind: 'failed', failure });
  }

  function end(how: SessionEnd): void {
    if (ended) return;
    stop();
    options.onEnd(how);
  }

  function close(): void {
    if (ended) return;
    stop();
    if (session === undefined || track === undefined) return;
    cseq += 1;
    const url = track.aggregateUrl;
    options.send(writeRequest('TEARDOWN', url, commonHeaders('TEARDOWN', url)));
  }

  function stop(): void {
    ended = true;
    cancelDeadline();
    cancelKeepAlive();
  }
}

function isSuccess(response: RtspResponse): boolean {
  return response.status >= 200 && response.status < 300;
}
