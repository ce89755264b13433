import type { Clock } from '@truc/base';
import type { ControlFact, DisplayId, ViewingEndCause } from '@truc/media/signalling';
import type { Logger } from 'pino';
import type { Viewing } from './viewing.ts';

export type ViewingRecorderOptions = {
  readonly display: DisplayId;
  readonly clock: Clock;
  readonly log: Logger;
  /** Resolves when the fact is on disk. */
  readonly record: (fact: ControlFact) => Promise<void>;
};

/** Writes down who watches what on one display. */
export class ViewingRecorder {
  readonly #options: ViewingRecorderOptions;

  constructor(options: ViewingRecorderOptions) {
    this.#options = options;
  }

  start(viewing: Viewing): Promise<void> {
    const { jti, sub, cam, pur, req, lea } = viewing.claims;
    return this.#recordOrEnd(viewing, {
      kind: 'viewing_started',
      viewing: viewing.id,
      grant: jti,
      person: sub,
      camera: cam,
      purpose: pur,
      display: this.#options.display,
      ...(req === undefined ? {} : { request: req }),
      ...(lea === undefined ? {} : { lease: lea }),
      at: this.#options.clock.now(),
    });
  }

  run(viewing: Viewing, kind: 'viewing_paused' | 'viewing_resumed'): Promise<void> {
    return this.#recordOrEnd(viewing, { kind, viewing: viewing.id, at: this.#options.clock.now() });
  }

  stop(viewing: Viewing, cause: ViewingEndCause): void {
    const { clock, log, record } = this.#options;
    record({ kind: 'viewing_stopped', viewing: viewing.id, at: clock.now(), cause }).catch((error: unknown) =>
      log.error({ err: error }, 'the end of a viewing could not be written down'),
    );
  }

  /** What cannot be written down is not shown. */
  async #recordOrEnd(viewing: Viewing, fact: ControlFact): Promise<void> {
    try {
      await this.#options.record(fact);
    } catch (error) {
      viewing.end('sfu_stopped');
      throw error;
    }
  }
}
