import { err, ok } from '@truc/base';
import type { Clock, Result, Timers } from '@truc/base';
import type { CameraId, PlaybackFailure, PlaybackGrantClaims, RecordedRange } from '@truc/media/signalling';
import { recordedRangeLimit } from '@truc/media/signalling';
import { createOnvifDevice } from '@truc/sfu/onvif';
import type { OnvifDevice, OnvifOutcome, OnvifResult } from '@truc/sfu/onvif';
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
    const url = source.url ?? (await this.#replayUrlOf(claims.cam, source));
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
    { cam, fro, unt }: Pick<PlaybackGrantClaims, 'cam' | 'fro' | 'unt'>,
    tell: (recorded: RecordedRange[] | null) => void,
  ): Promise<void> {
    const source = this.#sources.get(cam);
    const found =
      source && (await this.#ask(source, (device, recording) => device.findRecorded(recording, [fro, unt])));
    const isTold = found?.ok === true && found.value.length <= recordedRangeLimit;
    tell(isTold ? found.value.map(([from, until]) => [Math.floor(from), Math.ceil(until)]) : null);
  }

  /** The recorder's own word for where it replays the recording. Our account goes to no host but the register's. */
  async #replayUrlOf(camera: CameraId, source: RecorderSource): Promise<string | undefined> {
    const replay = await this.#ask(source, (device, recording) => device.readReplayUrl(recording));
    if (replay?.ok !== true || source.onvif === undefined) return undefined;
    const target = parseRtspUrl(replay.value);
    const isItsOwn = target.ok && target.value.host === new URL(source.onvif.url).hostname;
    if (!isItsOwn) this.#options.log.warn({ camera }, 'a recorder names another host for its recordings');
    return isItsOwn ? replay.value : undefined;
  }

  /** Undefined where the register names no recorder that could be asked. */
  async #ask<T>(
    { onvif, username, password }: RecorderSource,
    act: (device: OnvifDevice, recording: string) => OnvifOutcome<T>,
  ): Promise<OnvifResult<T> | undefined> {
    if (onvif === undefined) return undefined;
    const device = createOnvifDevice({ url: onvif.url, username, password }, this.#options);
    try {
      const services = await device.readServices();
      if (!services.ok) return services;
      if (!services.value.has('search') && !services.value.has('replay')) return undefined;
      const recordings =
        onvif.recording === undefined ? await device.listRecordings() : ok([onvif.recording]);
      if (!recordings.ok) return recordings;
      // Several of one recorder are told apart by the register alone.
      const [recording, ...others] = recordings.value;
      return recording === undefined || others.length > 0 ? undefined : await act(device, recording);
    } finally {
      device.close();
    }
  }
}
