import type { Socket } from 'node:net';
import { createAuthenticator } from '../cameras/rtsp/authentication.ts';
import { createRtspReader, encodeResponse } from '../cameras/rtsp/message.ts';
import type { RtspRequest, RtspResponse } from '../cameras/rtsp/message.ts';
import { describeCamera, trackName } from '../cameras/rtsp/sdp.ts';
import type { Loop } from '../cameras/rtp/loop-store.ts';
import { parseTransportHeader } from '../cameras/rtsp/transport-header.ts';
import { ReplaySession } from './replay-session.ts';
import type { ReplaySource } from './replay-session.ts';

export type RecorderTrack = ReplaySource & { readonly path: string; readonly loop: Loop };
export type RecorderContext = {
  readonly baseUrl: () => string;
  readonly account: { readonly username: string; readonly password: string };
  readonly trackOf: (path: string) => RecorderTrack | undefined;
  /** Sessions of all viewers that stand now. */
  readonly sessions: Set<ReplaySession>;
  readonly count: (what: 'plays' | 'teardowns') => void;
};

type Held = { readonly session: ReplaySession; readonly track: RecorderTrack };

const methods = 'OPTIONS, DESCRIBE, SETUP, PLAY, PAUSE, GET_PARAMETER, TEARDOWN';

/** One viewer's TCP connection to the recorder. Its session ends with it. */
export class RecorderConnection {
  readonly #socket: Socket;
  readonly #context: RecorderContext;
  readonly #gate = createAuthenticator({
    schemes: ['digest-md5'],
    realm: 'truc-recorder',
    now: () => performance.now(),
  });
  #held: Held | undefined;

  constructor(socket: Socket, context: RecorderContext) {
    this.#socket = socket;
    this.#context = context;
    const reader = createRtspReader();
    socket.setNoDelay(true);
    // A viewer that resets its connection is an everyday thing; `close` follows and tidies up.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#release());
    socket.on('data', (chunk: Buffer) => {
      for (const incoming of reader.read(chunk)) {
        if (incoming.kind === 'malformed') socket.end(encodeResponse({ status: 400 }, undefined));
        if (incoming.kind !== 'request') continue;
        const { request } = incoming;
        socket.write(encodeResponse(this.#respond(request), request.headers.get('cseq')));
      }
    });
  }

  #respond(request: RtspRequest): RtspResponse {
    if (request.method === 'OPTIONS') return { status: 200, headers: [['Public', methods]] };
    const path = /^rtsp:\/\/[^/]+\/([^/?]+)/.exec(request.url)?.[1] ?? '';
    const track = this.#context.trackOf(path);
    if (track === undefined) return { status: 404 };
    const { method, url, headers } = request;
    const asked = { method, url, authorization: headers.get('authorization') };
    const isRight = this.#gate.decide(asked, this.#context.account) === 'accepted';
    if (!isRight || track.behaviour().refusesAuth) {
      const challenges = this.#gate.challenges(false);
      return { status: 401, headers: challenges.map((challenge) => ['WWW-Authenticate', challenge]) };
    }
    if (method === 'DESCRIBE') return this.#describe(track);
    if (method === 'SETUP') return this.#setUp(request, track);
    return this.#held === undefined ? { status: 454 } : this.#control(request, this.#held);
  }

  #describe({ loop, path }: RecorderTrack): RtspResponse {
    const codec = loop.entry.codec;
    const body = describeCamera({ sessionName: path, loop, codec, withParameterSets: true });
    return {
      status: 200,
      headers: [
        ['Content-Base', `${this.#context.baseUrl()}/${path}/`],
        ['Content-Type', 'application/sdp'],
      ],
      body,
    };
  }

  #setUp(request: RtspRequest, track: RecorderTrack): RtspResponse {
    const wanted = parseTransportHeader(request.headers.get('transport') ?? '');
    if (wanted?.kind !== 'tcp') return { status: 461 };
    if (this.#held !== undefined) return { status: 455 };
    if (this.#context.sessions.size >= track.behaviour().sessions) return { status: 453 };
    const channel = wanted.channel ?? 0;
    const session = new ReplaySession({ socket: this.#socket, channel, source: track });
    this.#context.sessions.add(session);
    this.#held = { session, track };
    return {
      status: 200,
      headers: [
        ['Transport', `RTP/AVP/TCP;unicast;interleaved=${channel}-${channel + 1}`],
        ['Session', `${session.id};timeout=60`],
      ],
    };
  }

  #control(request: RtspRequest, held: Held): RtspResponse {
    const { session, track } = held;
    const headers: [string, string][] = [['Session', session.id]];
    switch (request.method) {
      case 'PLAY':
        return this.#play(request, held);
      case 'PAUSE':
        if (!track.behaviour().hasPause) return { status: 455, headers };
        session.pause();
        return { status: 200, headers };
      case 'TEARDOWN':
        this.#context.count('teardowns');
        this.#release();
        return { status: 200, headers };
      case 'GET_PARAMETER':
        return { status: 200, headers };
      default:
        return { status: 501, headers };
    }
  }

  #play(request: RtspRequest, { session, track }: Held): RtspResponse {
    const headers: [string, string][] = [['Session', session.id]];
    const { playStatus, rangeAnswer } = track.behaviour();
    if (playStatus !== null) return { status: playStatus, headers };
    const range = request.headers.get('range') ?? '';
    const [from, until] = /^clock=([^-]*)-(.*)$/.exec(range)?.slice(1).map(readClock) ?? [];
    const speed = Number(request.headers.get('scale') ?? '1');
    const start = session.play(from, until, speed > 0 ? speed : 1);
    if (start === undefined) return { status: 457, headers };
    this.#context.count('plays');
    headers.push(
      ['Range', rangeAnswer ?? `clock=${writeClock(start)}-`],
      ['Scale', speed.toFixed(1)],
      ['RTP-Info', `url=${this.#context.baseUrl()}/${track.path}/${trackName}`],
    );
    return { status: 200, headers };
  }

  #release(): void {
    if (this.#held === undefined) return;
    this.#held.session.pause();
    this.#context.sessions.delete(this.#held.session);
    this.#held = undefined;
  }
}

function readClock(text: string): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d(?:\.\d+)?)Z$/.exec(text);
  if (parts === null) return undefined;
  const [, year, month, day, hour, minute, second] = parts;
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:00Z`) + Number(second) * 1_000;
}

function writeClock(ms: number): string {
  return new Date(ms).toISOString().replaceAll(/[-:]/g, '');
}
