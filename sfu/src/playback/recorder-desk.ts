import { err, ok } from '@truc/base';
import type { Clock, Result, Timers } from '@truc/base';
import type { CameraId, PlaybackFailure, PlaybackGrantClaims, RecordedRange } from '@truc/media/signalling';
import type { Logger } from 'pino';
import { parseRtspUrl } from '../ingest/index.ts';
import type { TranscodePool } from '../ingest/index.ts';
import type { CameraSource, RecorderSource } from '../register/camera-source.ts';
import type { PullEvents } from './playback.ts';
import { RecorderSeats } from './recorder-seats.ts';
import type { SeatLimits } from './recorder-seats.ts';
import { RecordingPull } from './recording-pull.ts';
import type { PlayFrom } from './recorded-frame.ts';

export type RecorderDeskOptions = {
  readonly limits: SeatLimits;
  readonly transcoders: TranscodePool;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
};

/** All recorders that the register names: where each camera's recordings are, and how many of them are watched. */
export class RecorderDesk {
  readonly #options: RecorderDeskOptions;
  readonly #seats: RecorderSeats;
  #sources: ReadonlyMap<CameraId, RecorderSource> = new Map();

  constructor(options: RecorderDeskOptions) {
    this.#options = options;
    this.#seats = new RecorderSeats(options.limits);
  }

  /** Sessions with recorders that stand now. */
  get sessions(): number {
    return this.#seats.taken;
  }

  /** What plays goes on by the address that it was opened with. */
  follow(sources: readonly CameraSource[]): void {
    this.#sources = new Map(
      sources.flatMap(({ camera, recorder }): [CameraId, RecorderSource][] =>
        recorder === undefined ? [] : [[camera, recorder]],
      ),
    );
  }

  knows(camera: CameraId): boolean {
    return this.#sources.has(camera);
  }

  async open(
    claims: PlaybackGrantClaims,
    from: PlayFrom,
    events: PullEvents,
  ): Promise<Result<RecordingPull, PlaybackFailure>> {
    const source = this.#sources.get(claims.cam);
    if (source === undefined) return err('no_recorder');
    const url = source.url;
    const target = url === undefined ? undefined : parseRtspUrl(url);
    if (target?.ok !== true) return err('recorder_fault');
    const seat = this.#seats.take(`${target.value.host}:${target.value.port}`);
    if (!seat.ok) return seat;
    const { username, password = '' } = source;
    const pull = new RecordingPull(
      {
        ...this.#options,
        ...events,
        target: target.value,
        credentials: username === undefined ? undefined : { username, password },
        isOnvif: source.onvif !== undefined,
        untilMs: claims.unt,
        onClosed: seat.value,
      },
      from,
    );
    return ok(pull);
  }

  /** What the recorder says that it holds of the granted stretch; null where it does not say. */
  async tellCoverage(
    _claims: PlaybackGrantClaims,
    tell: (recorded: RecordedRange[] | null) => void,
  ): Promise<void> {
    tell(null);
  }
}
