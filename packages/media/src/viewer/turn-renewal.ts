import type { Clock, Result, Timers } from '@truc/base';
import type { SignallingFailure, TurnServers } from './ports.ts';

export type TurnRenewalOptions = {
  readonly clock: Pick<Clock, 'now'>;
  readonly timers: Timers;
  /** The SFU's clock minus ours, in ms. */
  readonly offsetMs: () => number;
  readonly ask: () => Promise<Result<TurnServers, SignallingFailure>>;
  /** To be used by the next restart of ICE. */
  readonly onServers: (servers: TurnServers['servers']) => void;
};

const retryMs = 15_000;
const leastMs = 1_000;

/** Keeps the names and passwords for the TURN servers fresh, so that a path that breaks finds them valid. */
export class TurnRenewal {
  readonly #options: TurnRenewalOptions;
  #cancel: () => void = () => {};
  #isClosed = false;

  constructor(options: TurnRenewalOptions, first: TurnServers | undefined) {
    this.#options = options;
    if (first !== undefined) this.#plan(first);
  }

  close(): void {
    this.#isClosed = true;
    this.#cancel();
  }

  #plan({ servers, expiresAt }: TurnServers): void {
    if (servers.length === 0) return;
    const { clock, offsetMs, timers } = this.#options;
    const leftMs = expiresAt - clock.now() - offsetMs();
    this.#cancel = timers.after(Math.max(leftMs / 2, leastMs), () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const answer = await this.#options.ask();
    if (this.#isClosed) return;
    if (!answer.ok) {
      this.#cancel = this.#options.timers.after(retryMs, () => void this.#renew());
      return;
    }
    this.#options.onServers(answer.value.servers);
    this.#plan(answer.value);
  }
}
