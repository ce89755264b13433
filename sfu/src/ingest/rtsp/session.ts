import { randomBytes } from 'node:crypto';
import { exhaustive } from '@truc/base';
import type { Timers } from '@truc/base';
import type { IngestFailure } from '../ingest-state.ts';
import { chooseChallenge, createAuthorizer } from '@truc/sfu/digest';
import type { Authorizer, Credentials } from '@truc/sfu/digest';
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

/** How a recording is asked for; what is recorded begins, stops and is sought within one session. */
export type ReplayRequest = {
  /** Beside `Range`, on every request from DESCRIBE to PLAY: what only some recorders understand. */
  readonly headers: readonly (readonly [string, string])[];
  /** Of the PLAY that is about to be sent: which moment, and how fast. */
  playHeaders(): readonly (readonly [string, string])[];
  /** PLAY or PAUSE was answered, in the order in which they were said. A refusal of PLAY leaves the session as it is. */
  onAnswer(method: ReplayMethod, response: RtspResponse): void;
};
export type ReplayMethod = 'PLAY' | 'PAUSE';

export type RtspSessionOptions = {
  readonly requestUrl: string;
  readonly credentials: Credentials | undefined;
  readonly timers: Timers;
  readonly responseTimeoutMs: number;
  /** Whether H.265 can be made use of. */
  readonly takesH265: boolean;
  /** Missing: live, from now on. */
  readonly replay?: ReplayRequest | undefined;
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
  /** Of a recording, once it plays. What was said before is answered first. */
  control(method: ReplayMethod): void;
  /** Sends TEARDOWN where a session stands, and stops. `onEnd` is not called. */
  close(): void;
}

type Step = 'options' | 'describe' | 'setup' | 'play' | 'pause' | 'keep_alive';
type Pending = { readonly step: Step; readonly method: string; readonly url: string; readonly cseq: number };

/** A camera whose nonces die faster than an answer travels cannot be answered. */
const maxStaleNonces = 4;

const stepHeaders: Record<Step, readonly (readonly [string, string])[]> = {
  options: [],
  describe: [['Accept', 'application/sdp']],
  setup: [['Transport', transportOffer]],
  play: [['Range', 'npt=0.000-']],
  pause: [],
  keep_alive: [],
};

/** The client's side of RTSP 1.0 over one TCP connection: OPTIONS, DESCRIBE, SETUP, PLAY, keep-alive, TEARDOWN. */
export function createRtspSession(options: RtspSessionOptions): RtspSession {
  return new RtspClientSession(options);
}

class RtspClientSession implements RtspSession {
  readonly #options: RtspSessionOptions;
  #cseq = 0;
  #pending: Pending | undefined;
  #waiting: ReplayMethod[] = [];
  #authorizer: Authorizer | undefined;
  #session: { readonly id: string; readonly timeoutMs: number } | undefined;
  #track: VideoTrack | undefined;
  #hasGetParameter = false;
  #authAttempts = 0;
  #ended = false;
  #cancelDeadline = () => {};
  #cancelKeepAlive = () => {};

  constructor(options: RtspSessionOptions) {
    this.#options = options;
  }

  start(): void {
    this.#request('options', 'OPTIONS', this.#options.requestUrl);
  }

  handleResponse(response: RtspResponse): void {
    if (this.#ended || this.#pending === undefined) return;
    // A camera that leaves CSeq out answers in order; a wrong one is a late answer to something given up.
    const answered = headerOf(response, 'cseq');
    if (answered !== undefined && Number(answered) !== this.#pending.cseq) return;
    if (response.status >= 100 && response.status < 200) return;
    const { step } = this.#pending;
    this.#cancelDeadline();
    if (response.status === 401) return this.#handleUnauthorized(response, this.#pending);
    this.#pending = undefined;
    this.#authAttempts = 0;
    const location = headerOf(response, 'location');
    if (response.status >= 300 && response.status < 400 && step !== 'keep_alive') {
      return this.#end({ kind: 'redirected', location: location ?? '' });
    }
    this.#take(step, response);
    this.#sayNext();
  }

  #take(step: Step, response: RtspResponse): void {
    switch (step) {
      case 'options':
        return this.#handleOptions(response);
      case 'describe':
        return this.#handleDescribe(response);
      case 'setup':
        return this.#handleSetup(response);
      case 'play':
        return this.#handlePlay(response);
      case 'pause':
        return this.#options.replay?.onAnswer('PAUSE', response);
      case 'keep_alive':
        return this.#handleKeepAlive(response);
      default:
        return exhaustive(step);
    }
  }

  /** A first challenge is answered once; a nonce that went stale is renewed, a few times. Anything else is a refusal. */
  #handleUnauthorized(response: RtspResponse, { step, method, url }: Pending): void {
    const challenge = chooseChallenge(response.headers.get('www-authenticate') ?? []);
    const isStale = challenge?.scheme === 'digest' && challenge.isStale;
    this.#authAttempts += 1;
    const mayRetry = this.#authAttempts === 1 || (isStale && this.#authAttempts <= maxStaleNonces);
    if (challenge === undefined || this.#options.credentials === undefined || !mayRetry) {
      const detail = this.#options.credentials === undefined ? 'credentials_missing' : 'credentials_refused';
      return this.#fail({ reason: 'auth_refused', detail: challenge ? detail : 'challenge_unknown' });
    }
    this.#authorizer = createAuthorizer(challenge, this.#options.credentials, () =>
      randomBytes(8).toString('hex'),
    );
    this.#request(step, method, url);
  }

  #handleOptions(response: RtspResponse): void {
    // OPTIONS is a courtesy: a camera that does not know it may still answer DESCRIBE.
    if (isSuccess(response))
      this.#hasGetParameter = /\bGET_PARAMETER\b/i.test(headerOf(response, 'public') ?? '');
    this.#request('describe', 'DESCRIBE', this.#options.requestUrl);
  }

  #handleDescribe(response: RtspResponse): void {
    if (!isSuccess(response)) return this.#fail(failureOfStatus(response.status, 'describe'));
    const base = headerOf(response, 'content-base') ?? headerOf(response, 'content-location');
    const isUsable = base !== undefined && /^rtsp:\/\/[\x21-\x7e]+$/i.test(base);
    const parsed = parseSdp(response.body, isUsable ? base : this.#options.requestUrl);
    if (!parsed.ok) return this.#fail(failureOfSdp(parsed.error));
    if (parsed.value.codec === 'H265' && !this.#options.takesH265)
      return this.#fail({ reason: 'unsupported_codec', codec: 'H265', detail: 'no_transcoder' });
    this.#track = parsed.value;
    this.#request('setup', 'SETUP', this.#track.controlUrl);
  }

  #handleSetup(response: RtspResponse): void {
    if (!isSuccess(response)) return this.#fail(failureOfStatus(response.status, 'setup'));
    this.#session = parseSessionHeader(headerOf(response, 'session'));
    const channels = parseTransportAnswer(headerOf(response, 'transport'));
    if (this.#session === undefined)
      return this.#fail({ reason: 'protocol_error', detail: 'session_missing' });
    if (channels === undefined)
      return this.#fail({ reason: 'transport_refused', detail: 'transport_not_tcp' });
    if (this.#track === undefined) return this.#fail({ reason: 'protocol_error', detail: 'setup_unasked' });
    this.#options.onReady(this.#track, channels);
    this.#request('play', 'PLAY', this.#track.aggregateUrl);
  }

  control(method: ReplayMethod): void {
    if (this.#ended) return;
    this.#waiting.push(method);
    this.#sayNext();
  }

  #sayNext(): void {
    if (this.#ended || this.#pending !== undefined || this.#session === undefined) return;
    const method = this.#waiting.shift();
    const url = this.#track?.aggregateUrl;
    if (method === undefined || url === undefined) return;
    this.#cancelKeepAlive();
    this.#request(method === 'PLAY' ? 'play' : 'pause', method, url);
  }

  #handlePlay(response: RtspResponse): void {
    const { replay } = this.#options;
    if (replay !== undefined) {
      this.#scheduleKeepAlive();
      replay.onAnswer('PLAY', response);
      if (isSuccess(response)) this.#options.onPlaying();
      return;
    }
    if (!isSuccess(response)) return this.#fail(failureOfStatus(response.status, 'play'));
    this.#scheduleKeepAlive();
    this.#options.onPlaying();
  }

  #handleKeepAlive(response: RtspResponse): void {
    if (response.status === 454)
      return this.#fail({ reason: 'closed_by_camera', detail: 'session_not_found' });
    if (!isSuccess(response)) this.#hasGetParameter = false;
    this.#scheduleKeepAlive();
  }

  #scheduleKeepAlive(): void {
    this.#cancelKeepAlive();
    this.#cancelKeepAlive = this.#options.timers.after((this.#session?.timeoutMs ?? 60_000) / 2, () => {
      const url = this.#track?.aggregateUrl ?? this.#options.requestUrl;
      this.#request('keep_alive', this.#hasGetParameter ? 'GET_PARAMETER' : 'OPTIONS', url);
    });
  }

  #request(step: Step, method: string, url: string): void {
    this.#cseq += 1;
    this.#pending = { step, method, url, cseq: this.#cseq };
    this.#options.send(
      writeRequest(method, url, [...this.#commonHeaders(method, url), ...this.#headersOf(step)]),
    );
    this.#cancelDeadline = this.#options.timers.after(this.#options.responseTimeoutMs, () => {
      // Many cameras leave keep-alives unanswered while they stream. The media's own silence is the judge.
      if (step === 'keep_alive') return this.#endKeepAlive();
      this.#fail({ reason: 'timeout', detail: `no_answer_to_${step}` });
    });
  }

  /** One that was left without an answer holds up nothing that waits behind it. */
  #endKeepAlive(): void {
    this.#pending = undefined;
    this.#scheduleKeepAlive();
    this.#sayNext();
  }

  #headersOf(step: Step): readonly (readonly [string, string])[] {
    const { replay } = this.#options;
    if (replay === undefined || step === 'options' || step === 'keep_alive') return stepHeaders[step];
    if (step === 'play') return [...replay.headers, ...replay.playHeaders()];
    return [...stepHeaders[step], ...replay.headers];
  }

  #commonHeaders(method: string, url: string): [string, string][] {
    const headers: [string, string][] = [
      ['CSeq', String(this.#cseq)],
      ['User-Agent', 'Truc'],
    ];
    if (this.#authorizer) headers.push(['Authorization', this.#authorizer.authorize({ method, url })]);
    if (this.#session) headers.push(['Session', this.#session.id]);
    return headers;
  }

  #fail(failure: IngestFailure): void {
    this.#end({ kind: 'failed', failure });
  }

  #end(how: SessionEnd): void {
    if (this.#ended) return;
    this.#stop();
    this.#options.onEnd(how);
  }

  close(): void {
    if (this.#ended) return;
    this.#stop();
    if (this.#session === undefined || this.#track === undefined) return;
    this.#cseq += 1;
    const url = this.#track.aggregateUrl;
    this.#options.send(writeRequest('TEARDOWN', url, this.#commonHeaders('TEARDOWN', url)));
  }

  #stop(): void {
    this.#ended = true;
    this.#cancelDeadline();
    this.#cancelKeepAlive();
  }
}

function isSuccess(response: RtspResponse): boolean {
  return response.status >= 200 && response.status < 300;
}
