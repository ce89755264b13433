import {
  DisplayResponseSchema,
  PairingSchema,
  type DisplayResponse,
  type DisplayShown,
  type Pairing,
} from '@truc/domain/api';
import type { DisplayStore } from './display-store.ts';
import type { HttpClient } from '#lib/ports/http/http-client.ts';

/**
 * `starting`: nobody has answered yet; `waiting`: shows its code; `showing`: has an account, and shows what it is told; `over`: its
 * account was taken off or its time has come, until somebody begins anew.
 */
export type DisplayStage = 'starting' | 'waiting' | 'showing' | 'over';

const pairingEveryMs = 2_000;
/** A hint tells sooner; this is how long a wall stays behind whose socket is blocked. */
const stateEveryMs = 10_000;

/** What a display does without any person: asks for an account, then follows what it is told. */
export class DisplayController {
  stage: DisplayStage = $state('starting');
  pairing: Pairing | null = $state.raw(null);
  /** What it shows: it stays while the server cannot be reached. */
  told: DisplayResponse | null = $state.raw(null);
  /** Since when the server does not answer, by this device's clock; null: it does. */
  silentSince: number | null = $state(null);
  #http: HttpClient;
  #store: Pick<DisplayStore, 'readTold' | 'keepTold' | 'forget'>;
  #now: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isAsking = false;
  #asksAgain = false;
  #isClosed = false;
  /** The server's clock ahead of this device's, ms. */
  #ahead = 0;

  constructor(
    { http, store }: { http: HttpClient; store: Pick<DisplayStore, 'readTold' | 'keepTold' | 'forget'> },
    now: () => number,
  ) {
    this.#http = http;
    this.#store = store;
    this.#now = now;
  }

  get serverNow(): number {
    return this.#now() + this.#ahead;
  }

  /** Asks now, and goes on asking. A hint that comes while an answer is under way is not lost. */
  async ask(): Promise<void> {
    if (this.#isAsking) {
      this.#asksAgain = true;
      return;
    }
    this.#isAsking = true;
    clearTimeout(this.#timer);
    do {
      this.#asksAgain = false;
      await this.#askOnce();
    } while (this.#asksAgain);
    this.#isAsking = false;
    const waitMs = this.stage === 'showing' ? stateEveryMs : pairingEveryMs;
    if (!this.#isClosed) this.#timer = setTimeout(() => void this.ask(), waitMs);
  }

  /** After it was taken off: a new code. */
  begin(): void {
    this.stage = 'starting';
    void this.ask();
  }

  async say(shown: DisplayShown): Promise<void> {
    if (this.stage !== 'showing') return;
    await this.#http.request({ method: 'POST', path: '/api/display/shown', body: shown, answer: null });
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  async #askOnce(): Promise<void> {
    if (this.stage === 'over') return;
    if (this.stage === 'showing') return this.#askWhatToShow();
    const answer = await this.#http.request({
      method: this.stage === 'starting' ? 'POST' : 'GET',
      path: '/api/display/pairing',
      ...(this.stage === 'starting' && { body: {} }),
      answer: PairingSchema,
    });
    this.#hear(answer.ok);
    if (!answer.ok) return this.#showWhatWasTold();
    this.pairing = answer.value;
    if (answer.value.state === 'paired') return this.#askWhatToShow();
    this.#store.forget();
    // A code that ran out is asked for anew.
    this.stage = answer.value.state === 'waiting' ? 'waiting' : 'starting';
  }

  /** Loaded anew while the server does not answer: as far as a lease goes it shows what it showed before. */
  #showWhatWasTold(): void {
    const kept = this.stage === 'starting' ? this.#store.readTold() : null;
    if (kept === null) return;
    this.#ahead = kept.told.now - kept.at;
    this.silentSince = Math.min(kept.at, this.#now());
    this.told = kept.told;
    this.stage = 'showing';
  }

  async #askWhatToShow(): Promise<void> {
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/display',
      answer: DisplayResponseSchema,
    });
    if (answer.ok) {
      this.#hear(true);
      this.#ahead = answer.value.now - this.#now();
      this.told = answer.value;
      this.stage = 'showing';
      this.#store.keepTold(answer.value);
      return;
    }
    const isOver = answer.error.code === 'device_blocked' || answer.error.code === 'not_signed_in';
    this.#hear(isOver);
    if (!isOver) return;
    this.#store.forget();
    this.stage = 'over';
    this.told = null;
  }

  #hear(isAnswered: boolean): void {
    if (isAnswered) this.silentSince = null;
    else this.silentSince ??= this.#now();
  }
}
