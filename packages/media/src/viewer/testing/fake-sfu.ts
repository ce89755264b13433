import { randomUUID } from 'node:crypto';
import { err, ok } from '@truc/base';
import type { Clock, Result } from '@truc/base';
import * as v from 'valibot';
import { CameraIdSchema, upMessages, ViewingIdSchema } from '@truc/media/signalling';
import type {
  CameraId,
  DownMessage,
  DownPayload,
  UpAnswer,
  UpMessage,
  UpRequest,
  ViewingId,
} from '@truc/media/signalling';
import type { GrantAnswer, SignallingFailure, SignallingListener, SignallingPort } from '../ports.ts';

type Said = { readonly message: UpMessage; readonly request: unknown };

/** An SFU and its server in memory: they answer by the contract, and fail when told to. Grants are `camera:number`. */
export class FakeSfu implements SignallingPort {
  connected = true;
  readonly said: Said[] = [];
  readonly viewings = new Map<ViewingId, { readonly camera: CameraId; running: boolean }>();
  /** Cameras for which the server answers `not_found`. */
  readonly forbidden = new Set<string>();
  /** Cameras whose grants the SFU takes for taken back. */
  readonly revoked = new Set<string>();
  grantLifeMs = 300_000;
  grantRequests: (readonly CameraId[])[] = [];
  /** What an own answer is to be, instead of the usual one. */
  failing = new Map<UpMessage, SignallingFailure>();
  /** Cameras that are watched with a replay. */
  readonly replays = new Map<string, { readonly liveFrom: number; readonly startedMs: number }>();
  /** Viewings for which the next `resume` prepares a replay. */
  readonly preparing = new Set<ViewingId>();
  /** Cameras that have a larger picture, and the RTP timestamp of its first frame of now. */
  readonly large = new Set<string>();
  largeFrom = 0;
  /** How far the SFU's clock is ahead. */
  aheadMs = 0;
  session = randomUUID();
  /** ICE parameters given out since the join. */
  iceSets = 0;
  readonly #clock: Clock;
  readonly #listeners = new Set<SignallingListener>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get now(): number {
    return this.#clock.monotonic() + this.aheadMs;
  }

  readonly requestGrants = (cameras: readonly CameraId[]): Promise<readonly GrantAnswer[]> => {
    this.grantRequests.push(cameras);
    const expiresAt = this.now + this.grantLifeMs;
    return Promise.resolve(
      cameras.map((camera) =>
        this.forbidden.has(camera)
          ? { ok: false, camera, code: 'not_found' }
          : { ok: true, camera, token: `${camera}:${this.grantRequests.length}`, expiresAt },
      ),
    );
  };

  async request<M extends UpMessage>(
    message: M,
    request: UpRequest<M>,
  ): Promise<Result<UpAnswer<M>, SignallingFailure>> {
    if (!this.connected) return err('unreachable');
    this.said.push({ message, request });
    await Promise.resolve();
    const failure = this.failing.get(message);
    if (failure !== undefined) return err(failure);
    const schema: v.GenericSchema<unknown, UpAnswer<M>> = upMessages[message].answer;
    return ok(v.parse(schema, this.#answer(message, v.parse(upMessages[message].request, request))));
  }

  subscribe(listener: SignallingListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  close(): void {
    this.connected = false;
  }

  /** Requests of this kind, oldest first. */
  asked<M extends UpMessage>(message: M): readonly UpRequest<M>[] {
    const schema: v.GenericSchema<unknown, UpRequest<M>> = upMessages[message].request;
    return this.said.filter((each) => each.message === message).map((each) => v.parse(schema, each.request));
  }

  viewingOf(camera: string): ViewingId {
    const found = [...this.viewings].find(([, viewing]) => viewing.camera === camera)?.[0];
    if (found === undefined) throw new Error(`nobody watches ${camera}`);
    return found;
  }

  running(): readonly CameraId[] {
    return [...this.viewings.values()].filter(({ running }) => running).map(({ camera }) => camera);
  }

  tell<M extends DownMessage>(message: M, payload: DownPayload<M>): void {
    for (const listener of this.#listeners) listener.handleMessage(message, payload);
  }

  loseSocket(): void {
    this.connected = false;
    for (const listener of this.#listeners) listener.handleDisconnected();
  }

  /** `fresh`: as an SFU that was restarted, and knows nothing of any session. */
  regainSocket({ fresh = false } = {}): void {
    if (fresh) {
      this.session = randomUUID();
      this.viewings.clear();
    }
    this.connected = true;
    for (const listener of this.#listeners) listener.handleConnected();
  }

  #answer(message: UpMessage, request: unknown): unknown {
    switch (message) {
      case 'join':
        return this.#join(v.parse(upMessages.join.request, request).resume);
      case 'watch':
        return {
          watches: v.parse(upMessages.watch.request, request).grants.map((grant) => this.#watch(grant)),
        };
      case 'resume':
        return this.#resume(v.parse(upMessages.resume.request, request).viewings);
      case 'pause':
        for (const id of v.parse(upMessages.pause.request, request).viewings) this.#setRunning(id, false);
        return {};
      case 'leaseGrants':
        return {
          grants: v.parse(upMessages.leaseGrants.request, request).cameras.map((camera) => ({
            ...{ ok: true, camera, token: `${camera}:lease`, expiresAt: this.now + this.grantLifeMs },
          })),
        };
      case 'unwatch':
        for (const id of v.parse(upMessages.unwatch.request, request).viewings) this.viewings.delete(id);
        return {};
      case 'renew':
        return { expiresAt: this.now + this.grantLifeMs };
      case 'restartIce':
        return { iceParameters: { usernameFragment: `ice-${(this.iceSets += 1)}` } };
      case 'turn':
        return { servers: [], expiresAt: 0 };
      case 'ping':
        return { now: this.now };
      case 'layer':
        return this.#layer(v.parse(upMessages.layer.request, request));
      case 'connectTransport':
      case 'ptz':
      case 'openPlayback':
      case 'playback':
        return {};
    }
  }

  #layer({ viewing, layer, step }: UpRequest<'layer'>): unknown {
    const camera = this.viewings.get(viewing)?.camera;
    if (step === 'prepare' && camera !== undefined && this.large.has(camera))
      return { consumer: consumerOf(`main-${viewing}`) };
    return layer === 'main' && step === 'begin' ? { replay: { liveFrom: this.largeFrom } } : {};
  }

  #resume(ids: readonly ViewingId[]): unknown {
    const replays = ids.flatMap((viewing) => {
      if (this.preparing.delete(viewing)) return [{ viewing, consumer: consumerOf(`replay-${viewing}`) }];
      this.#setRunning(viewing, true);
      return [];
    });
    return { replays };
  }

  #setRunning(id: ViewingId, running: boolean): void {
    const viewing = this.viewings.get(id);
    if (viewing === undefined) return;
    viewing.running = running;
    const { camera } = viewing;
    if (running) this.tell('viewingRuns', { viewing: id, camera, replay: this.replays.get(camera) ?? null });
  }

  #join(resume: string | undefined): unknown {
    const resumed = resume === this.session;
    if (!resumed) this.viewings.clear();
    return {
      session: this.session,
      resumed,
      viewings: [...this.viewings.keys()],
      worker: 0,
      routerRtpCapabilities: {},
      transport: {
        id: 't',
        iceParameters: { usernameFragment: 'ice-0' },
        iceCandidates: [],
        dtlsParameters: {},
      },
      now: this.now,
    };
  }

  #watch(grant: string): unknown {
    const camera = v.parse(CameraIdSchema, grant.split(':')[0]);
    if (this.revoked.has(camera)) return { ok: false, code: 'grant_revoked' };
    const viewing = v.parse(ViewingIdSchema, randomUUID());
    this.viewings.set(viewing, { camera, running: false });
    return {
      ok: true,
      camera,
      viewing,
      consumer: consumerOf(viewing),
      ...(this.replays.has(camera) ? { replay: consumerOf(`replay-${viewing}`) } : {}),
      state: { state: 'live', since: this.now, conditions: [] },
      expiresAt: this.now + this.grantLifeMs,
    };
  }
}

function consumerOf(id: string) {
  return { id, producerId: 'producer', kind: 'video', rtpParameters: {} };
}
