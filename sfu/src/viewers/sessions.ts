import type { CameraId, DisplayId, ViewingEndCause } from '@truc/media/signalling';
import type { PtzOperator } from '../devices/ptz-desk.ts';
import type { MediaWorker } from '../workers/media-worker.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';
import { ViewingSession } from './viewing-session.ts';
import type { ViewingPlayer, ViewingSessionDeps } from './viewing-session.ts';
import type { Playback } from '../playback/playback.ts';
import type { Viewing } from './viewing.ts';

export type SessionsOptions = Omit<ViewingSessionDeps, 'onClose'> & { readonly pool: WorkerPool };

/** All viewing sessions of this SFU. */
export class Sessions {
  readonly #options: SessionsOptions;
  readonly #sessions = new Map<string, ViewingSession>();

  constructor(options: SessionsOptions) {
    this.#options = options;
  }

  get all(): readonly ViewingSession[] {
    return [...this.#sessions.values()];
  }

  get viewings(): readonly Viewing[] {
    return this.all.flatMap((session) => session.viewings);
  }

  /** A new session on the least loaded worker, or nothing while no worker runs. */
  async open(display: DisplayId, player?: ViewingPlayer): Promise<ViewingSession | undefined> {
    const worker = this.#options.pool.leastLoaded();
    if (worker === undefined) return undefined;
    const deps = {
      ...this.#options,
      onClose: (closed: ViewingSession) => void this.#sessions.delete(closed.id),
    };
    const session = await ViewingSession.create(
      player === undefined ? { display } : { display, player },
      worker,
      deps,
    );
    this.#sessions.set(session.id, session);
    return session;
  }

  /** The session with this secret, when it is of this display and still holds its transport. */
  find(id: string, display: DisplayId): ViewingSession | undefined {
    const session = this.#sessions.get(id);
    const isMeant = session?.display === display && !session.isPlayer && !session.closed;
    return isMeant ? session : undefined;
  }

  get playbacks(): readonly Playback[] {
    return this.all.flatMap((session) => session.playbacks);
  }

  /** Ends the looks, live and at recordings, that the question picks, and says how many. */
  end(isMeant: (look: Viewing | Playback) => boolean, cause: ViewingEndCause): number {
    const meant = [...this.viewings, ...this.playbacks].filter(isMeant);
    for (const viewing of meant) viewing.end(cause);
    return meant.length;
  }

  /** To the pages that may turn the camera. */
  tellPtzHolder(camera: CameraId, holder: PtzOperator | undefined): void {
    for (const session of this.all) session.tellPtzHolder(camera, holder);
  }

  /** To the same pages: the camera did not take Stop. */
  tellRunaway(camera: CameraId): void {
    for (const session of this.all) session.tellRunaway(camera);
  }

  closeOn(worker: MediaWorker): void {
    for (const session of this.all) if (session.worker === worker) session.close('worker_died');
  }

  close(): void {
    for (const session of this.all) session.close('sfu_stopped');
  }
}
