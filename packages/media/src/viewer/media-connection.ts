import { ok } from '@truc/base';
import type { Clock, Timers } from '@truc/base';
import { signallingVersion } from '@truc/media/signalling';
import type { DisplayId, UpAnswer, ViewingId } from '@truc/media/signalling';
import { ClockOffset } from './clock-offset.ts';
import { ClockStep } from './clock-step.ts';
import { IceRecovery } from './ice-recovery.ts';
import type {
  CreateDevice,
  IceParameters,
  MediaReceiver,
  SignallingPort,
  TurnServers,
  ViewerLog,
} from './ports.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { ViewerSettings } from './settings.ts';
import { TurnRenewal } from './turn-renewal.ts';

/** What a session of the SFU gives the page: one PeerConnection, and what it can receive. */
export type LiveSession = {
  readonly id: string;
  readonly receiver: MediaReceiver;
  readonly rtpCapabilities: Record<string, unknown>;
};

export type MediaConnectionOptions = {
  readonly signalling: SignallingPort;
  readonly display: DisplayId;
  readonly createDevice: CreateDevice;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: ViewerLog;
  readonly joinPolicy: RetryPolicy;
  readonly settings: ViewerSettings;
  /** A new session has taken the place of any earlier one: no viewing is carried over. */
  readonly onSession: (session: LiveSession) => void;
  /** The SFU speaks another version of the contract: this page is older than the province, or newer. */
  readonly onOutdated: () => void;
  /** The same session goes on over a new socket; these viewings live. */
  readonly onResumed: (viewings: readonly ViewingId[]) => void;
};

/** How long the last frames of a replaced PeerConnection stay on the screen until the new one's are there. */
const replacedReceiverLingerMs = 5_000;

/**
 * Keeps one session with the SFU. A lost socket costs no picture: media goes on, and the next socket resumes the session.
 * A broken path is mended by ICE restarts, and by a new session when those do not help.
 */
export class MediaConnection {
  readonly offset = new ClockOffset();
  readonly #options: MediaConnectionOptions;
  readonly #clockStep: ClockStep;
  #session: LiveSession | null = null;
  readonly #retired = new Set<MediaReceiver>();
  /** Counts joins: whatever an earlier one still brings is out of date. */
  #epoch = 0;
  #joinAttempt = 0;
  #recovery: IceRecovery | null = null;
  #turn: TurnRenewal | null = null;
  #cancelJoin: () => void = () => {};
  #cancelPing: () => void = () => {};
  #closed = false;

  constructor(options: MediaConnectionOptions) {
    this.#options = options;
    this.#clockStep = new ClockStep(options.clock);
  }

  /** The session, when messages about its viewings make sense. */
  get session(): LiveSession | null {
    return this.#session;
  }

  handleSignallingConnected(): void {
    this.#joinAttempt = 0;
    void this.#join();
  }

  handleSignallingDisconnected(): void {
    this.#epoch += 1;
    this.#cancelJoin();
    this.#cancelPing();
  }

  /** To be called a few times a second: a clock that was set must not make old pictures look fresh. */
  handleTick(): void {
    if (!this.#clockStep.happened()) return;
    this.offset.forget();
    if (this.#session !== null) void this.#ping();
  }

  /** The SFU has ended the session, or it cannot be mended: begin another. Nothing to do when that is under way. */
  renewSession(): void {
    if (this.#session === null) return;
    this.#retire(this.#session);
    this.#session = null;
    void this.#join();
  }

  close(): void {
    this.#closed = true;
    this.#epoch += 1;
    for (const cancel of [this.#cancelJoin, this.#cancelPing]) cancel();
    this.#recovery?.close();
    this.#turn?.close();
    for (const receiver of this.#retired) receiver.close();
    this.#session?.receiver.close();
    this.#session = null;
  }

  async #join(): Promise<void> {
    this.#cancelJoin();
    this.#epoch += 1;
    const epoch = this.#epoch;
    if (this.#closed || !this.#options.signalling.connected) return;
    try {
      const joined = await this.#requestJoin();
      if (epoch !== this.#epoch) return;
      if (joined === undefined) return this.#joinLater();
      await this.#take(joined, epoch);
    } catch (error) {
      // A device that cannot be made now may be made later: a broken browser state heals by a reload at worst.
      this.#options.log.warn(`session not opened: ${String(error)}`);
      if (epoch === this.#epoch) this.#joinLater();
    }
  }

  async #requestJoin(): Promise<UpAnswer<'join'> | undefined> {
    const { signalling, display, clock } = this.#options;
    const sentAt = clock.now();
    const reply = await signalling.request('join', {
      v: signallingVersion,
      display,
      ...(this.#session === null ? {} : { resume: this.#session.id }),
    });
    if (!reply.ok && reply.error === 'unsupported_version') this.#options.onOutdated();
    if (!reply.ok) return undefined;
    if (!reply.value.resumed) this.offset.forget();
    this.offset.add({ sentAt, receivedAt: clock.now(), theirNow: reply.value.now });
    return reply.value;
  }

  async #take(joined: UpAnswer<'join'>, epoch: number): Promise<void> {
    this.#joinAttempt = 0;
    this.#pingLater();
    if (joined.resumed && this.#session?.id === joined.session) {
      this.#options.onResumed(joined.viewings);
      this.#recovery?.handleSignalling();
      return;
    }
    const device = await this.#options.createDevice(joined.routerRtpCapabilities);
    if (epoch !== this.#epoch) return;
    this.#replaceSession(joined, device);
  }

  #replaceSession(joined: UpAnswer<'join'>, device: Awaited<ReturnType<CreateDevice>>): void {
    if (this.#session !== null) this.#retire(this.#session);
    const receiver = device.createReceiver({
      transport: joined.transport,
      turnServers: joined.turn?.servers ?? [],
      onConnect: (dtlsParameters) => this.#connect(dtlsParameters),
      onState: (state) => {
        if (this.#session?.receiver === receiver) this.#recovery?.handleState(state);
      },
    });
    this.#recovery = this.#createRecovery(receiver, joined.transport.iceParameters);
    this.#turn = this.#createTurnRenewal(receiver, joined.turn);
    this.#session = { id: joined.session, receiver, rtpCapabilities: device.rtpCapabilities };
    this.#options.onSession(this.#session);
  }

  #createRecovery(receiver: MediaReceiver, inUse: IceParameters): IceRecovery {
    const { signalling, timers, log, settings } = this.#options;
    return new IceRecovery({
      inUse,
      timers,
      log,
      settings,
      askNext: async (fragment) => {
        const reply = await signalling.request('restartIce', { inUse: fragment });
        return reply.ok ? ok(reply.value.iceParameters) : reply;
      },
      apply: (parameters) => receiver.restartIce(parameters),
      isHeard: async () => (await signalling.request('ping', {})).ok,
      onHopeless: () => this.renewSession(),
    });
  }

  #createTurnRenewal(receiver: MediaReceiver, first: TurnServers | undefined): TurnRenewal {
    const { signalling, clock, timers, log } = this.#options;
    const onServers = (servers: TurnServers['servers']) =>
      void receiver
        .setTurnServers(servers)
        .catch((error: unknown) => log.warn(`TURN servers not taken: ${String(error)}`));
    return new TurnRenewal(
      {
        clock,
        timers,
        offsetMs: () => this.offset.offsetMs ?? 0,
        ask: () => signalling.request('turn', {}),
        onServers,
      },
      first,
    );
  }

  #retire(session: LiveSession): void {
    this.#recovery?.close();
    this.#recovery = null;
    this.#turn?.close();
    this.#turn = null;
    this.#retired.add(session.receiver);
    this.#options.timers.after(replacedReceiverLingerMs, () => {
      session.receiver.close();
      this.#retired.delete(session.receiver);
    });
  }

  async #connect(dtlsParameters: Record<string, unknown>): Promise<void> {
    const reply = await this.#options.signalling.request('connectTransport', { dtlsParameters });
    if (!reply.ok) throw new Error(`transport not connected: ${reply.error}`);
  }

  #joinLater(): void {
    const delayMs = this.#options.joinPolicy.delayMs(this.#joinAttempt);
    this.#joinAttempt += 1;
    if (delayMs !== null) this.#cancelJoin = this.#options.timers.after(delayMs, () => void this.#join());
  }

  #pingLater(): void {
    this.#cancelPing();
    this.#cancelPing = this.#options.timers.after(
      this.#options.settings.pingIntervalMs,
      () => void this.#ping(),
    );
  }

  async #ping(): Promise<void> {
    this.#cancelPing();
    const { signalling, clock } = this.#options;
    const sentAt = clock.now();
    const epoch = this.#epoch;
    const reply = await signalling.request('ping', {});
    if (epoch !== this.#epoch) return;
    if (reply.ok) this.offset.add({ sentAt, receivedAt: clock.now(), theirNow: reply.value.now });
    this.#pingLater();
  }
}
