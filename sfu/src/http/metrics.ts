import { pictureTroubles } from '@truc/media/signalling';
import type { CameraState, SignallingError, UpMessage } from '@truc/media/signalling';
import { collectDefaultMetrics, Counter, Gauge, Registry } from 'prom-client';
import type { PictureWatch } from '../picture-watch/index.ts';
import type { CameraRooms } from '../rooms/camera-rooms.ts';
import type { Sessions } from '../viewers/sessions.ts';
import type { WhepError } from '../whep/whep-errors.ts';
import type { WorkerPool } from '../workers/worker-pool.ts';

export type MetricsSources = {
  readonly rooms: CameraRooms;
  readonly sessions: Sessions;
  readonly pictures: Pick<PictureWatch, 'judged' | 'undecoded'>;
  readonly pool: WorkerPool;
  readonly unacknowledgedFacts: () => number;
  /** How many streams go between this node and others. */
  readonly pipes: () => {
    readonly fetchable: number;
    readonly fetched: number;
    readonly given: number;
  };
};

const cameraStates: readonly CameraState['state'][] = ['connecting', 'live', 'stale', 'no_signal'];

/** Prometheus metrics of one SFU; labels are few and never name a camera, a person or an address. */
export class Metrics {
  readonly registry = new Registry();
  readonly #refusals = new Counter({
    name: 'truc_sfu_refusals_total',
    help: 'Viewer messages and grants refused, by message and code',
    labelNames: ['message', 'code'],
    registers: [this.registry],
  });

  constructor(sources: MetricsSources) {
    // Includes the event loop's lag.
    collectDefaultMetrics({ register: this.registry });
    this.#addCameras(sources);
    this.#addPictures(sources);
    this.#addViewings(sources);
    this.#addPipes(sources);
  }

  refused(message: UpMessage, code: SignallingError): void {
    this.#refusals.inc({ message, code });
  }

  refusedPlayer(code: WhepError): void {
    this.#refusals.inc({ message: 'whep', code });
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }

  #addCameras({ rooms }: MetricsSources): void {
    const registers = [this.registry];
    new Gauge({
      name: 'truc_sfu_cameras',
      help: 'Registered cameras by state',
      labelNames: ['state'],
      registers,
      collect() {
        for (const state of cameraStates) {
          this.set({ state }, rooms.rooms.filter((room) => room.state.state === state).length);
        }
      },
    });
    const sum = (pick: 'packets' | 'bytes') => rooms.rooms.reduce((total, room) => total + room[pick], 0);
    this.#gauge('truc_sfu_ingest_packets', 'RTP packets taken in from the cameras now registered', () =>
      sum('packets'),
    );
    this.#gauge('truc_sfu_ingest_bytes', 'Octets of RTP taken in from the cameras now registered', () =>
      sum('bytes'),
    );
  }

  #addPictures({ rooms, pictures }: MetricsSources): void {
    const registers = [this.registry];
    new Gauge({
      name: 'truc_sfu_picture_troubles',
      help: 'Live cameras whose picture shows something wrong, by what',
      labelNames: ['trouble'],
      registers,
      collect() {
        for (const trouble of pictureTroubles) {
          const isSo = (state: CameraState) => state.state === 'live' && state.trouble?.code === trouble;
          this.set({ trouble }, rooms.rooms.filter((room) => isSo(room.state)).length);
        }
      },
    });
    this.#gauge('truc_sfu_pictures_judged', 'Keyframes examined since the start', () => pictures.judged);
    this.#gauge(
      'truc_sfu_pictures_undecoded',
      'Keyframes that could not be decoded to be examined',
      () => pictures.undecoded,
    );
  }

  #addPipes({ pipes }: MetricsSources): void {
    this.#gauge(
      'truc_sfu_cameras_fetchable',
      'Cameras of other nodes that may be fetched',
      () => pipes().fetchable,
    );
    this.#gauge('truc_sfu_pipes_in', 'Streams that are fetched from other nodes', () => pipes().fetched);
    this.#gauge('truc_sfu_pipes_out', 'Streams that other nodes fetch here', () => pipes().given);
  }

  #addViewings({ sessions, pool, unacknowledgedFacts }: MetricsSources): void {
    this.#gauge('truc_sfu_sessions', 'Displays with a transport', () => sessions.all.length);
    this.#gauge('truc_sfu_viewings', 'Viewings held', () => sessions.viewings.length);
    this.#gauge('truc_sfu_viewings_running', 'Viewings not paused', () => {
      return sessions.viewings.filter((viewing) => viewing.wanted).length;
    });
    this.#gauge('truc_sfu_workers', 'Media workers running', () => pool.workers.length);
    this.#gauge('truc_sfu_worker_deaths', 'Media workers that died since the start', () => pool.deaths);
    this.#gauge(
      'truc_sfu_facts_unacknowledged',
      'Facts that the server has not stored yet',
      unacknowledgedFacts,
    );
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      name,
      help,
      registers: [this.registry],
      collect() {
        this.set(read());
      },
    });
  }
}
