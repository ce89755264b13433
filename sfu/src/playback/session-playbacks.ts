import { randomUUID } from 'node:crypto';
import { err, ok } from '@truc/base';
import type { Clock, Result, Timers } from '@truc/base';
import { ViewingIdSchema } from '@truc/media/signalling';
import type {
  ControlFact,
  DisplayId,
  GrantRefusal,
  SignallingError,
  UpAnswer,
  UpRequest,
  ViewingEndCause,
  ViewingId,
} from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import * as v from 'valibot';
import type { GrantDesk } from '../grants/grant-desk.ts';
import { RtpFeed } from '../rooms/rtp-feed.ts';
import { describeConsumer } from '../viewers/describe-consumer.ts';
import type { ViewerSocket } from '../viewers/viewer-socket.ts';
import type { MediaRouter } from '../workers/media-worker.ts';
import { Playback } from './playback.ts';
import type { RecorderDesk } from './recorder-desk.ts';

export type SessionPlaybacksOptions = {
  readonly display: DisplayId;
  readonly router: MediaRouter;
  readonly transport: types.WebRtcTransport;
  readonly recorders: RecorderDesk;
  readonly grants: GrantDesk;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly send: ViewerSocket['send'];
  readonly record: (fact: ControlFact) => Promise<void>;
  readonly onRefused: (code: GrantRefusal) => void;
};

/** One person looks at one or two at once; more is a page that forgot to close. */
const perSession = 4;
const connectWaitMs = 3_000;

/** The recordings that one display watches: a Producer, a Consumer and a session with the recorder for each, shared with nobody. */
export class SessionPlaybacks {
  readonly #options: SessionPlaybacksOptions;
  readonly #playbacks = new Map<ViewingId, Playback>();
  #pending = 0;

  constructor(options: SessionPlaybacksOptions) {
    this.#options = options;
  }

  get all(): readonly Playback[] {
    return [...this.#playbacks.values()];
  }

  async open(
    token: string,
    rtpCapabilities: types.RtpCapabilities,
  ): Promise<Result<UpAnswer<'openPlayback'>, SignallingError>> {
    if (this.#playbacks.size + this.#pending >= perSession) return err('too_many_viewings');
    this.#pending += 1;
    try {
      const opened = await this.#open(token, rtpCapabilities);
      if (!opened.ok) return opened;
      const { playback, consumer } = opened.value;
      const { id, camera, claims } = playback;
      return ok({ viewing: id, camera, consumer: describeConsumer(consumer), expiresAt: claims.exp * 1_000 });
    } finally {
      this.#pending -= 1;
    }
  }

  async command({ viewing, command }: UpRequest<'playback'>) {
    const playback = this.#playbacks.get(viewing);
    return playback === undefined ? err('viewing_unknown' as const) : playback.command(command);
  }

  end(cause: ViewingEndCause): void {
    for (const playback of this.all) playback.end(cause);
  }

  async #open(
    token: string,
    rtpCapabilities: types.RtpCapabilities,
  ): Promise<Result<{ readonly playback: Playback; readonly consumer: types.Consumer }, SignallingError>> {
    const { grants, display, recorders, clock } = this.#options;
    const granted = await grants.examinePlayback(token, display);
    if (!granted.ok) return this.#refuse(granted.error);
    const claims = granted.value;
    if (!recorders.knows(claims.cam)) return err('no_recorder');
    const parts = await this.#makeConsumer(rtpCapabilities);
    if (parts === undefined) return this.#refuse('cannot_consume');
    const id = v.parse(ViewingIdSchema, randomUUID());
    try {
      await this.#options.record({
        kind: 'playback_started',
        viewing: id,
        grant: claims.jti,
        person: claims.sub,
        camera: claims.cam,
        purpose: claims.pur,
        reason: claims.rsn,
        ...(claims.ppr === undefined ? {} : { paper: claims.ppr }),
        ...(claims.req === undefined ? {} : { request: claims.req }),
        display,
        from: claims.fro,
        until: claims.unt,
        at: clock.now(),
      });
    } catch (error) {
      // What cannot be written down is not shown.
      parts.close();
      throw error;
    }
    const playback = this.#begin(id, claims, parts);
    // The grant may have ended while the worker and the disk were waited for.
    const still = grants.decide(claims, display);
    if (!still.ok || parts.consumer.closed) {
      playback.end(still.ok ? 'display_left' : 'grant_revoked');
      return still.ok ? err('not_joined') : this.#refuse(still.error);
    }
    void recorders.tellCoverage(claims, (recorded) =>
      this.#options.send('playbackCoverage', { viewing: id, recorded }),
    );
    return ok({ playback, consumer: parts.consumer });
  }

  #begin(id: ViewingId, claims: Playback['claims'], parts: Parts): Playback {
    const { recorders, grants, display, router } = this.#options;
    const playback: Playback = new Playback({
      ...this.#options,
      ...parts,
      id,
      claims,
      openPull: (from, events) => recorders.open(claims, from, events),
      examine: (token) => grants.examinePlayback(token, display),
      untilConnected: () => this.#untilConnected(),
      causeOfClose: () => (router.worker.closed ? 'worker_died' : 'display_left'),
      onEnd: (ended, cause) => this.#handleEnd(ended, cause, parts),
    });
    this.#playbacks.set(id, playback);
    return playback;
  }

  #untilConnected(): Promise<void> {
    const { transport, timers } = this.#options;
    if (transport.dtlsState !== 'connecting') return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        transport.off('dtlsstatechange', done);
        resolve();
      };
      const cancel = timers.after(connectWaitMs, done);
      transport.on('dtlsstatechange', done);
    });
  }

  #handleEnd(playback: Playback, cause: ViewingEndCause, parts: Parts): void {
    this.#playbacks.delete(playback.id);
    parts.close();
    const { id: viewing, camera } = playback;
    const at = this.#options.clock.now();
    this.#options
      .record({ kind: 'playback_ended', viewing, cause, shown: playback.shown(), at })
      .catch((error: unknown) =>
        this.#options.log.error({ err: error }, 'the end of a playback could not be written down'),
      );
    this.#options.send('viewingClosed', { viewing, camera, cause });
  }

  async #makeConsumer(rtpCapabilities: types.RtpCapabilities): Promise<Parts | undefined> {
    const { router, transport, timers, log } = this.#options;
    const direct = await router.router.createDirectTransport();
    try {
      // A recording gives no keyframe for the asking: the next one of its own heals what was lost.
      const feed = await RtpFeed.create({ transport: direct, timers, onKeyframeWanted: () => undefined });
      const { id: producerId } = feed.producer;
      const consumer = await transport.consume({ producerId, rtpCapabilities, paused: true });
      return { feed, consumer, close: () => direct.close() };
    } catch (error) {
      log.warn({ err: error }, 'the display cannot consume a recording');
      direct.close();
      return undefined;
    }
  }

  #refuse(code: GrantRefusal) {
    this.#options.onRefused(code);
    return err(code);
  }
}

type Parts = { readonly feed: RtpFeed; readonly consumer: types.Consumer; readonly close: () => void };
