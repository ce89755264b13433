import { err, ok } from '@truc/base';
import type { Clock, Result, Timers } from '@truc/base';
import type {
  CameraId,
  ControlFact,
  DisplayId,
  GrantRefusal,
  SignallingError,
  UpAnswer,
  ViewingEndCause,
  ViewingId,
  WatchAnswer,
} from '@truc/media/signalling';
import type { types } from 'mediasoup';
import type { Logger } from 'pino';
import type { GrantDesk } from '../grants/grant-desk.ts';
import type { Holdings } from '../nodes/holdings.ts';
import type { CameraWatcher } from '../rooms/camera-room.ts';
import type { CameraRooms } from '../rooms/camera-rooms.ts';
import { replayLimits } from '../rooms/gop-replay.ts';
import type { Replay } from '../rooms/gop-replay.ts';
import type { MediaRouter } from '../workers/media-worker.ts';
import { describeConsumer } from './describe-consumer.ts';
import { openViewing } from './open-viewing.ts';
import { isMovable, leaveCamera } from './perform-ptz.ts';
import type { Turning } from './perform-ptz.ts';
import type { ViewerSocket } from './viewer-socket.ts';
import { ViewingRecorder } from './viewing-recorder.ts';
import type { Viewing } from './viewing.ts';

export type SessionViewingsOptions = {
  readonly display: DisplayId;
  readonly router: MediaRouter;
  readonly transport: types.WebRtcTransport;
  readonly rooms: CameraRooms;
  readonly holdings: Holdings;
  readonly isRegistered: (camera: CameraId) => boolean;
  readonly grants: GrantDesk;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly limit: number;
  /** Whether the viewer can be given a second track to catch up on. */
  readonly takesLanes: boolean;
  readonly onRefused: (code: GrantRefusal) => void;
  /** Resolves when the fact is on disk: until then no byte of the viewing flows. */
  readonly record: (fact: ControlFact) => Promise<void>;
  /** Told of its cameras while something of them is watched. */
  readonly watcher: CameraWatcher;
  readonly send: ViewerSocket['send'];
} & Turning;

/** What one display watches: from a grant that is shown to the viewing's end. */
export class SessionViewings {
  readonly #options: SessionViewingsOptions;
  readonly #recorder: ViewingRecorder;
  readonly #viewings = new Map<ViewingId, Viewing>();
  readonly #unwatch = new Map<CameraId, () => void>();
  #pending = 0;

  constructor(options: SessionViewingsOptions) {
    this.#options = options;
    this.#recorder = new ViewingRecorder(options);
  }

  get all(): readonly Viewing[] {
    return [...this.#viewings.values()];
  }

  find(id: ViewingId): Viewing | undefined {
    return this.#viewings.get(id);
  }

  /** Does something with each that is known, and says so when one is not. */
  async each(
    ids: readonly ViewingId[],
    act: (viewing: Viewing) => Promise<void>,
  ): Promise<Result<Record<string, never>, SignallingError>> {
    const known = ids.flatMap((id) => this.#viewings.get(id) ?? []);
    await Promise.all(known.map(act));
    return known.length === ids.length ? ok({}) : err('viewing_unknown');
  }

  async watch(token: string, rtpCapabilities: types.RtpCapabilities): Promise<WatchAnswer> {
    if (this.#viewings.size + this.#pending >= this.#options.limit) return this.#refuse('too_many_viewings');
    this.#pending += 1;
    try {
      const opened = await openViewing({
        ...this.#options,
        token,
        rtpCapabilities,
        onRun: (viewing, kind) => this.#recorder.run(viewing, kind),
        onBegin: (viewing, replay) => this.#handleBegin(viewing, replay),
        onSwap: (viewing) => this.#handleSwap(viewing),
        onEnd: (viewing, cause) => this.#handleEnd(viewing, cause),
      });
      return opened.ok ? await this.#begin(opened.value) : this.#refuse(opened.error);
    } finally {
      this.#pending -= 1;
    }
  }

  async renew(id: ViewingId, token: string): Promise<Result<UpAnswer<'renew'>, SignallingError>> {
    const { grants, display, clock } = this.#options;
    const granted = await grants.examine(token, display);
    const viewing = this.#viewings.get(id);
    if (viewing === undefined) return err('viewing_unknown');
    if (!granted.ok) return err(granted.error);
    const claims = granted.value;
    if (claims.cam !== viewing.camera || claims.sub !== viewing.claims.sub) return err('grant_invalid');
    viewing.renew(claims, clock.now());
    return ok({ expiresAt: viewing.expiresAtMs });
  }

  end(cause: ViewingEndCause): void {
    for (const viewing of this.all) viewing.end(cause);
  }

  #refuse(code: GrantRefusal): WatchAnswer {
    this.#options.onRefused(code);
    return { ok: false, code };
  }

  async #begin(viewing: Viewing): Promise<WatchAnswer> {
    const { camera, room, consumer } = viewing;
    this.#viewings.set(viewing.id, viewing);
    if (!this.#unwatch.has(camera)) this.#unwatch.set(camera, room.watch(this.#options.watcher));
    // While it is written down the viewer takes the tracks: `resume` waits for both.
    const began = Promise.all([this.#recorder.start(viewing), room.ready()]);
    viewing.waitFor(began.then(() => this.#sendPoster(viewing)));
    const replay = this.#options.takesLanes ? await viewing.prepareReplay(replayLimits) : undefined;
    return {
      ok: true,
      camera,
      viewing: viewing.id,
      consumer: describeConsumer(consumer),
      ...(replay === undefined ? {} : { replay: describeConsumer(replay) }),
      state: room.state,
      expiresAt: viewing.expiresAtMs,
      ...(isMovable(viewing, this.#options) ? { movable: true as const } : {}),
    };
  }

  /** Something to look at until the first frame: under the same grant, and after it was written down who looks. */
  #sendPoster({ room }: Viewing): void {
    const poster = room.poster(this.#options.clock.now());
    if (poster !== undefined) this.#options.send('poster', poster);
  }

  #handleSwap({ id, camera }: Viewing): void {
    this.#options.send('viewingSwaps', { viewing: id, camera });
  }

  #handleBegin({ id, camera }: Viewing, replay: Replay | undefined): void {
    const told = replay === undefined ? null : { liveFrom: replay.liveFrom, startedMs: replay.startedMs };
    this.#options.send('viewingRuns', { viewing: id, camera, replay: told });
  }

  #handleEnd(viewing: Viewing, cause: ViewingEndCause): void {
    this.#viewings.delete(viewing.id);
    leaveCamera(viewing, this.#options);
    if (!this.all.some((other) => other.camera === viewing.camera)) {
      this.#unwatch.get(viewing.camera)?.();
      this.#unwatch.delete(viewing.camera);
    }
    this.#recorder.stop(viewing, cause);
    this.#options.send('viewingClosed', { viewing: viewing.id, camera: viewing.camera, cause });
    this.#options.log.debug({ viewing: viewing.id, camera: viewing.camera, cause }, 'viewing ended');
  }
}
