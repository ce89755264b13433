import {
  capabilitiesAnswer,
  clockAnswer,
  messagesAnswer,
  presetsAnswer,
  profiles1Answer,
  profiles2Answer,
  servicesAnswer,
  streamUriAnswer,
  subscriptionAnswer,
} from './answers.ts';
import type { DeviceEvent } from './answers.ts';
import { goodDevice } from './device-spec.ts';
import type { Asked, DeviceBehaviour, DeviceProfile, DeviceSpec, PtzState } from './device-spec.ts';
import { RecordingSearch } from './recording-search.ts';
import type { SoapMessage } from './soap-message.ts';

/** Body of the answer, or the fault's code and words. */
export type Answer = { readonly body: string } | { readonly fault: string; readonly reason: string };

const still = { x: 0, y: 0, zoom: 0 };
const longestPullMs = 60_000;

/** One device: its services' state, and what it was asked. It speaks of SOAP only by the words inside the body. */
export class SimulatedDevice {
  readonly spec: DeviceSpec;
  readonly asked: Asked[] = [];
  behaviour: DeviceBehaviour;
  readonly #search: RecordingSearch | undefined;
  #velocity = still;
  #preset: string | undefined;
  #cancelMove: () => void = () => {};
  #events: DeviceEvent[] = [];
  #deliver: (() => void) | undefined;
  #onAsked = new Set<(asked: Asked) => void>();

  constructor(spec: DeviceSpec) {
    this.spec = spec;
    this.behaviour = { ...goodDevice, ...spec.behaviour };
    this.#search = spec.recordings && new RecordingSearch(spec.recordings);
  }

  get ptz(): PtzState {
    const moving = this.#velocity.x !== 0 || this.#velocity.y !== 0 || this.#velocity.zoom !== 0;
    return { moving, velocity: this.#velocity, preset: this.#preset };
  }

  now(): Date {
    return new Date(Date.now() + this.behaviour.clockAheadMs);
  }

  /** Resolves with the next question of the operation. */
  nextAsked(operation: string): Promise<Asked> {
    return new Promise((resolve) => {
      const listener = (asked: Asked): void => {
        if (asked.operation !== operation) return;
        this.#onAsked.delete(listener);
        resolve(asked);
      };
      this.#onAsked.add(listener);
    });
  }

  emit(topic: string, values: Readonly<Record<string, string>>): void {
    this.#events.push({ topic, values, at: this.now() });
    this.#deliver?.();
  }

  note(message: SoapMessage, service: string): void {
    const asked = {
      operation: message.operation,
      service,
      profile: message.textOf('ProfileToken'),
      atMs: performance.now(),
    };
    this.asked.push(asked);
    for (const listener of this.#onAsked) listener(asked);
  }

  async answer(message: SoapMessage, base: string): Promise<Answer> {
    const { behaviour, spec } = this;
    switch (message.operation) {
      case 'GetSystemDateAndTime':
        return { body: clockAnswer(this.now()) };
      case 'GetServices':
        return behaviour.hasServices
          ? { body: servicesAnswer(behaviour, base, spec.recordings !== undefined) }
          : unknown;
      case 'GetCapabilities':
        return { body: capabilitiesAnswer(behaviour, base) };
      case 'GetProfiles':
        return {
          body: isMedia2(message)
            ? profiles2Answer(spec.profiles, behaviour.hasPtz)
            : profiles1Answer(spec.profiles, behaviour.hasPtz),
        };
      case 'GetStreamUri':
        return this.#withProfile(message, ({ url }) => ({ body: streamUriAnswer(url, isMedia2(message)) }));
      case 'SetSynchronizationPoint':
        return this.#withProfile(message, (profile) => this.#synchronize(profile, message));
      case 'CreatePullPointSubscription':
        return { body: subscriptionAnswer(`${base}/events/pull`, this.now()) };
      case 'PullMessages':
        return { body: messagesAnswer(await this.#pull(), this.now()) };
      case 'Unsubscribe':
        return { body: '<wsnt:UnsubscribeResponse/>' };
      default:
        return (
          this.#search?.answer(message, behaviour) ?? (behaviour.hasPtz ? this.#answerPtz(message) : unknown)
        );
    }
  }

  close(): void {
    this.#cancelMove();
    this.#deliver?.();
  }

  #answerPtz(message: SoapMessage): Answer {
    switch (message.operation) {
      case 'GetPresets':
        return { body: presetsAnswer(this.spec.presets ?? []) };
      case 'ContinuousMove':
        this.#move(message);
        return { body: '<tptz:ContinuousMoveResponse/>' };
      case 'Stop':
        this.#stop();
        return { body: '<tptz:StopResponse/>' };
      case 'GotoPreset':
        return this.#goTo(message.textOf('PresetToken'));
      default:
        return unknown;
    }
  }

  #withProfile(message: SoapMessage, act: (profile: DeviceProfile) => Answer): Answer {
    const profile = this.spec.profiles.find(({ token }) => token === message.textOf('ProfileToken'));
    return profile === undefined ? { fault: 'NoProfile', reason: 'No such profile' } : act(profile);
  }

  #synchronize(profile: DeviceProfile, message: SoapMessage): Answer {
    const { keyframes, delayMs } = this.behaviour;
    if (keyframes === 'fault') return unknown;
    if (keyframes === 'obey') profile.requestKeyframe();
    if (keyframes === 'delay') setTimeout(() => profile.requestKeyframe(), delayMs).unref();
    return { body: `<${isMedia2(message) ? 'tr2' : 'trt'}:SetSynchronizationPointResponse/>` };
  }

  #move(message: SoapMessage): void {
    this.#cancelMove();
    const read = (element: string, attribute: string) => Number(message.attributeOf(element, attribute) ?? 0);
    this.#velocity = { x: read('PanTilt', 'x'), y: read('PanTilt', 'y'), zoom: read('Zoom', 'x') };
    const seconds = /^PT([\d.]+)S$/.exec(message.textOf('Timeout') ?? '')?.[1];
    if (seconds === undefined || this.behaviour.ignoresMoveTimeout) return;
    const timer = setTimeout(() => this.#stop(), Number(seconds) * 1000);
    this.#cancelMove = () => clearTimeout(timer);
  }

  #stop(): void {
    this.#cancelMove();
    this.#velocity = still;
  }

  #goTo(token: string | undefined): Answer {
    if (this.spec.presets?.some((preset) => preset.token === token) !== true)
      return { fault: 'NoToken', reason: 'No such preset' };
    this.#stop();
    this.#preset = token;
    return { body: '<tptz:GotoPresetResponse/>' };
  }

  async #pull(): Promise<readonly DeviceEvent[]> {
    if (this.#events.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, longestPullMs);
        timer.unref();
        this.#deliver = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#deliver = undefined;
    }
    return this.#events.splice(0);
  }
}

const unknown: Answer = { fault: 'ActionNotSupported', reason: 'Optional Action Not Implemented' };

function isMedia2({ namespace }: SoapMessage): boolean {
  return namespace.includes('/ver20/media/');
}
