import type { Clock, Timers } from '@truc/base';
import { failure, ok } from '@truc/base';
import * as v from 'valibot';
import {
  CapabilitiesSchema,
  ClockSchema,
  EventsSchema,
  PresetsSchema,
  ProfilesSchema,
  ServicesSchema,
  StreamUriSchema,
} from './answers.ts';
import { BoundedCam, escapeXml } from './bounded-cam.ts';
import type {
  OnvifDevice,
  OnvifDeviceOptions,
  OnvifError,
  OnvifOutcome,
  OnvifService,
  OnvifVelocity,
  RecordedStretch,
} from './device-port.ts';
import {
  findChangesBody,
  findRecordingsBody,
  FoundChangesSchema,
  FoundRecordingsSchema,
  resultsBody,
  SearchSchema,
  toStretches,
} from './recordings.ts';
import { SoapError } from './soap-transport.ts';

type Answer = (error: unknown, data?: unknown) => void;

/** A little longer than the longest exchange: an answer of which the library makes no call at all. */
const lostAnswerMs = 80_000;

export type CreateOnvifDevice = (
  options: OnvifDeviceOptions,
  ports: { readonly clock: Clock; readonly timers: Timers },
) => OnvifDevice;

/** `url` must parse. Nothing is asked before the first question. */
export const createOnvifDevice: CreateOnvifDevice = (options, ports) => new LibraryDevice(options, ports);

class LibraryDevice implements OnvifDevice {
  readonly #cam: BoundedCam;
  readonly #clock: Clock;
  readonly #timers: Timers;
  #introduced: OnvifOutcome<ReadonlySet<OnvifService>> | undefined;

  constructor(options: OnvifDeviceOptions, ports: { readonly clock: Clock; readonly timers: Timers }) {
    this.#cam = new BoundedCam(options, ports);
    this.#clock = ports.clock;
    this.#timers = ports.timers;
  }

  async readClock(): OnvifOutcome<number> {
    const asked = this.#clock.now();
    const read = await this.#ask(ClockSchema, (answer) => this.#cam.getSystemDateAndTime(answer));
    // The answer is exact to a second and was made between the two.
    if (read.ok) this.#cam.clockOffsetMs = read.value - (asked + this.#clock.now()) / 2;
    return read;
  }

  /** Asks once; a failure is asked again with the next question. */
  async readServices(): OnvifOutcome<ReadonlySet<OnvifService>> {
    this.#introduced ??= this.#introduce();
    const services = await this.#introduced;
    if (!services.ok) this.#introduced = undefined;
    return services;
  }

  async listProfiles() {
    return this.#askAfter(ProfilesSchema, (answer) => this.#cam.getProfiles(answer));
  }

  async readStreamUrl(profile: string) {
    const options = { protocol: 'RTSP', profileToken: escapeXml(profile) };
    return this.#askAfter(StreamUriSchema, (answer) => this.#cam.getStreamUri(options, answer));
  }

  async requestKeyframe(profile: string) {
    return this.#tell((answer) =>
      this.#cam.setSynchronizationPoint({ profileToken: escapeXml(profile) }, answer),
    );
  }

  async move(profile: string, velocity: OnvifVelocity, timeoutMs: number) {
    const options = { ...velocity, profileToken: escapeXml(profile), timeout: timeoutMs };
    return this.#tell((answer) => this.#cam.continuousMove(options, answer));
  }

  async stop(profile: string) {
    const options = { profileToken: escapeXml(profile), panTilt: true, zoom: true };
    return this.#tell((answer) => this.#cam.stop(options, answer));
  }

  async listPresets(profile: string) {
    const options = { profileToken: escapeXml(profile) };
    return this.#askAfter(PresetsSchema, (answer) =>
      this.#cam.getPresets(options, (error: unknown) => answer(error, this.#cam.presets)),
    );
  }

  async goToPreset(profile: string, preset: string) {
    const options = { profileToken: escapeXml(profile), preset: escapeXml(preset) };
    return this.#tell((answer) => this.#cam.gotoPreset(options, answer));
  }

  async subscribe() {
    return this.#tell((answer) => this.#cam.createPullPointSubscription(answer));
  }

  async pullEvents() {
    return this.#ask(EventsSchema, (answer) => this.#cam.pullMessages({ messageLimit: 64 }, answer));
  }

  async unsubscribe() {
    return this.#ask(nothing, (answer) => this.#cam.unsubscribe(answer));
  }

  async listRecordings(): OnvifOutcome<readonly string[]> {
    return this.#search('Recording', findRecordingsBody(), FoundRecordingsSchema);
  }

  async findRecorded(recording: string, within: RecordedStretch): OnvifOutcome<readonly RecordedStretch[]> {
    const changes = await this.#search('Event', findChangesBody(recording, within), FoundChangesSchema);
    return changes.ok ? ok(toStretches(changes.value, within)) : changes;
  }

  async readReplayUrl(recording: string): OnvifOutcome<string> {
    const options = { recordingToken: escapeXml(recording) };
    return this.#askAfter(ReplayUrlSchema, (answer) => this.#cam.getReplayUri(options, answer));
  }

  /** Begins a search and gathers what it finds; one that does not come to its end in time tells nothing. */
  async #search<T>(
    kind: 'Recording' | 'Event',
    body: string,
    schema: v.GenericSchema<unknown, { readonly isComplete: boolean; readonly found: readonly T[] }>,
  ): OnvifOutcome<readonly T[]> {
    const begun = await this.#askAfter(SearchSchema, (answer) => this.#cam.askSearch(body, answer));
    if (!begun.ok) return begun;
    const found: T[] = [];
    for (let round = 0; round < searchRounds; round += 1) {
      const results = await this.#ask(schema, (answer) =>
        this.#cam.askSearch(resultsBody(kind, begun.value), answer),
      );
      if (!results.ok) return results;
      found.push(...results.value.found);
      if (results.value.isComplete) return ok(found);
    }
    return failure('timeout');
  }

  close(): void {
    this.#cam.close();
  }

  /** The device's clock first: without it, a camera that is minutes off refuses our account. */
  async #introduce(): OnvifOutcome<ReadonlySet<OnvifService>> {
    const clock = await this.readClock();
    if (!clock.ok && clock.error.code === 'unreachable') return clock;
    const services = await this.#ask(ServicesSchema, (answer) => this.#cam.getServices(false, answer));
    if (services.ok || !['fault', 'not_supported', 'answer_unreadable'].includes(services.error.code))
      return services;
    return this.#ask(CapabilitiesSchema, (answer) => this.#cam.getCapabilities(answer));
  }

  async #askAfter<T>(schema: v.GenericSchema<unknown, T>, ask: (answer: Answer) => void): OnvifOutcome<T> {
    const services = await this.readServices();
    return services.ok ? this.#ask(schema, ask) : services;
  }

  async #tell(ask: (answer: Answer) => void): OnvifOutcome<void> {
    return this.#askAfter(nothing, ask);
  }

  #ask<T>(schema: v.GenericSchema<unknown, T>, ask: (answer: Answer) => void): OnvifOutcome<T> {
    return new Promise((resolve) => {
      const cancel = this.#timers.after(lostAnswerMs, () => resolve(failure('timeout')));
      const answer: Answer = (error, data) => {
        cancel();
        if (error !== null && error !== undefined) return resolve(failure(codeOf(error)));
        const parsed = v.safeParse(schema, data);
        resolve(parsed.success ? ok(parsed.output) : failure('answer_unreadable'));
      };
      try {
        ask(answer);
      } catch (error) {
        answer(error);
      }
    });
  }
}

/** Each waits two seconds at most, and brings a hundred results. */
const searchRounds = 10;
const ReplayUrlSchema = v.pipe(v.string(), v.maxLength(2_048), v.trim());

const nothing = v.pipe(
  v.unknown(),
  v.transform(() => undefined),
);

/** The library tells a device's refusal by its words alone. */
function codeOf(error: unknown): OnvifError {
  if (error instanceof SoapError) return error.code;
  const message = error instanceof Error ? error.message : '';
  if (!message.startsWith('ONVIF SOAP Fault')) return 'answer_unreadable';
  if (/not\s?authorized|unauthorized/i.test(message)) return 'auth_refused';
  return /not\s?(?:supported|implemented)|optional action/i.test(message) ? 'not_supported' : 'fault';
}
