import {
  ViewingRequestAnswerSchema,
  ViewingRequestsResponseSchema,
  type AskViewing,
  type DecideViewing,
  type DecideViewingHere,
  type ViewingRequest,
} from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

type Moments = { readonly from: number; readonly until: number };

const pollMs = 15_000;
const leastPollMs = 1_000;

/** Requests to watch sensitive cameras (KH-32): one's own, and those that wait for one's word. They stand on the server alone. */
export class ViewingRequests {
  list: readonly ViewingRequest[] = $state.raw([]);
  /** Why the server did not take the last act. */
  failure: HttpFailureCode | null = $state(null);
  #http: HttpClient;
  #askedAt = -Infinity;
  /** Counts what was asked for, and what was done: an older answer says nothing about now. */
  #loads = 0;
  #acts = 0;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Those that wait for this person's word. */
  get toDecide(): readonly ViewingRequest[] {
    return this.list.filter(({ mayDecide }) => mayDecide);
  }

  /** Looks that he authorised, or could have, and that run now. */
  get running(): readonly ViewingRequest[] {
    return this.list.filter(({ isMine, state }) => !isMine && state === 'authorised');
  }

  /** What he last asked about this camera, live. */
  ofCamera(camera: string): ViewingRequest | null {
    return this.list.find((one) => one.isMine && one.camera === camera && one.stretch === null) ?? null;
  }

  /** What he last asked about this stretch of this camera's recordings, for this purpose: a word for less is none. */
  ofStretch(asked: Pick<ViewingRequest, 'camera' | 'purpose'> & Moments): ViewingRequest | null {
    const covers = ({ stretch }: ViewingRequest) =>
      stretch !== null && stretch[0] <= asked.from && stretch[1] >= asked.until;
    const { camera, purpose } = asked;
    const found = this.list.find(
      (one) => one.isMine && one.camera === camera && one.purpose === purpose && covers(one),
    );
    return found ?? null;
  }

  /** To be called with each tick: what ends by itself is asked for anew, as is what waits, should a hint be lost. */
  tick(now: number): void {
    const isDue = this.list.some(
      ({ state, until, mayDecide, isMine }) =>
        (state === 'authorised' && (until ?? 0) <= now) ||
        (state === 'waiting' && (isMine || mayDecide) && now - this.#askedAt >= pollMs),
    );
    if (!isDue || now - this.#askedAt < leastPollMs) return;
    this.#askedAt = now;
    void this.load();
  }

  async load(): Promise<void> {
    const [load, acts] = [(this.#loads += 1), this.#acts];
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/viewing-requests',
      answer: ViewingRequestsResponseSchema,
    });
    if (load !== this.#loads) return;
    if (acts !== this.#acts) return this.load();
    if (answer.ok) this.list = answer.value.requests;
  }

  forget(): void {
    this.#loads += 1;
    this.list = [];
    this.failure = null;
  }

  ask = (asked: AskViewing) => this.#act('', asked);
  decide = (decided: DecideViewing) => this.#act('/decide', decided);
  decideHere = (decided: DecideViewingHere) => this.#act('/decide-here', decided);
  end = (id: string) => this.#act('/end', { id });

  /** What stands now; null when the server could not be asked or refused: `failure` says why. */
  async #act(path: string, body: object): Promise<ViewingRequest | null> {
    this.#acts += 1;
    const answer = await this.#http.request({
      method: 'POST',
      path: `/api/viewing-requests${path}`,
      body,
      answer: ViewingRequestAnswerSchema,
    });
    this.#acts += 1;
    this.failure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return null;
    const { request } = answer.value;
    this.list = [request, ...this.list.filter(({ id }) => id !== request.id)].toSorted(
      (a, b) => b.askedAt - a.askedAt,
    );
    return request;
  }
}
