import type { Result, Timers } from '@truc/base';
import type { ConnectionState, IceParameters, SignallingFailure, ViewerLog } from './ports.ts';
import type { ViewerSettings } from './settings.ts';

export type IceRecoveryOptions = {
  /** What the transport was created with. */
  readonly inUse: IceParameters;
  readonly timers: Timers;
  readonly log: ViewerLog;
  readonly settings: Pick<ViewerSettings, 'iceGraceMs' | 'iceRetryMs' | 'iceAttempts'>;
  /** Asks the SFU for parameters other than those in use, which it takes as well from then on. */
  readonly askNext: (inUse: string) => Promise<Result<IceParameters, SignallingFailure>>;
  /** Begins ICE anew with these parameters of the SFU. */
  readonly apply: (parameters: IceParameters) => Promise<void>;
  /** Whether the SFU answers now. */
  readonly isHeard: () => Promise<boolean>;
  /** The SFU can be spoken to, and yet no path for media is found. */
  readonly onHopeless: () => void;
};

/**
 * Mends the path for media without waiting for the line of the signalling. While all is well the SFU is asked for a second
 * set of ICE parameters; it takes both until it has heard the second. When the path breaks, each attempt changes from one
 * set to the other, which makes the browser gather its addresses and look for a path anew: the first packet that gets through
 * carries a valid set, whichever it is.
 */
export class IceRecovery {
  readonly #options: IceRecoveryOptions;
  #inUse: IceParameters;
  #spare: IceParameters | null = null;
  #isUp = false;
  #isAsking = false;
  #isClosed = false;
  /** Attempts in vain while the SFU answered. */
  #heardAttempts = 0;
  #cancelAttempt: (() => void) | undefined;

  constructor(options: IceRecoveryOptions) {
    this.#options = options;
    this.#inUse = options.inUse;
  }

  handleState(state: ConnectionState): void {
    if (state === 'connected') return this.#handleUp();
    if (state !== 'disconnected' && state !== 'failed') return;
    this.#isUp = false;
    // An attempt that is due anyway is not put off: a path that fails while one waits is still the same outage.
    if (this.#cancelAttempt === undefined || state === 'failed')
      this.#attemptAfter(state === 'failed' ? 0 : this.#options.settings.iceGraceMs);
  }

  /** The SFU can be spoken to again, about the same session. */
  handleSignalling(): void {
    this.#heardAttempts = 0;
    void this.#reserve();
  }

  close(): void {
    this.#isClosed = true;
    this.#cancelAttempt?.();
  }

  #handleUp(): void {
    this.#isUp = true;
    this.#cancelAttempt?.();
    this.#cancelAttempt = undefined;
    this.#heardAttempts = 0;
    void this.#reserve();
  }

  #attemptAfter(delayMs: number): void {
    this.#cancelAttempt?.();
    this.#cancelAttempt = this.#options.timers.after(delayMs, () => void this.#attempt());
  }

  async #attempt(): Promise<void> {
    this.#attemptAfter(this.#options.settings.iceRetryMs);
    if (this.#spare === null) return this.#reserve();
    [this.#inUse, this.#spare] = [this.#spare, this.#inUse];
    void this.#countPatience();
    try {
      await this.#options.apply(this.#inUse);
    } catch (error) {
      // A PeerConnection that refuses is closed or broken: the next attempt, or a new session, decides.
      this.#options.log.warn(`ICE not restarted: ${String(error)}`);
    }
  }

  /**
   * Asks only while media flows or nothing is in reserve: an answer that makes the SFU forget the older set, on its way over a
   * line as broken as the path, could be of the set that is being tried.
   */
  async #reserve(): Promise<void> {
    if (this.#isAsking || !(this.#isUp || this.#spare === null)) return;
    this.#isAsking = true;
    const asked = this.#inUse.usernameFragment;
    const next = await this.#options.askNext(asked);
    this.#isAsking = false;
    if (this.#isClosed || this.#inUse.usernameFragment !== asked) return;
    if (next.ok) this.#spare = next.value;
    // Without a line there is nobody to ask; what the SFU refuses it will refuse again.
    else if (next.error !== 'unreachable' && next.error !== 'timeout') return this.#options.onHopeless();
    if (next.ok && this.#cancelAttempt !== undefined) this.#attemptAfter(0);
  }

  async #countPatience(): Promise<void> {
    if (!(await this.#options.isHeard()) || this.#isUp || this.#isClosed) return;
    this.#heardAttempts += 1;
    if (this.#heardAttempts >= this.#options.settings.iceAttempts) this.#options.onHopeless();
  }
}
