import {
  WallViewAnswerSchema,
  WallViewsResponseSchema,
  type SaveWallView,
  type WallView,
} from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

/** What the device keeps of them, so that a wall opens in its layout without the server. */
export type WallViewKeep = {
  readWallViews(): Promise<readonly WallView[] | null>;
  keepWallViews(views: readonly WallView[]): Promise<void>;
};

/** Layouts and groups of cameras: one's own, and those that one's post shares. They stand on the server. */
export class WallViews {
  list: readonly WallView[] = $state.raw([]);
  failure: HttpFailureCode | null = $state(null);
  #http: HttpClient;
  #keep: WallViewKeep;

  constructor(http: HttpClient, keep: WallViewKeep) {
    this.#http = http;
    this.#keep = keep;
  }

  get layouts(): readonly WallView[] {
    return this.list.filter(({ layout }) => layout !== null);
  }

  get groups(): readonly WallView[] {
    return this.list.filter(({ layout }) => layout === null);
  }

  find(id: string | null): WallView | null {
    return this.list.find((view) => view.id === id) ?? null;
  }

  async load(): Promise<void> {
    const kept = await this.#keep.readWallViews();
    if (kept !== null && this.list.length === 0) this.list = kept;
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/wall-views',
      answer: WallViewsResponseSchema,
    });
    if (answer.ok) await this.#take(answer.value.views);
  }

  /** `changed`: somebody was quicker. Null when the server could not be asked or refused: `failure` says why. */
  async save(view: SaveWallView): Promise<'saved' | 'changed' | null> {
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/wall-views',
      body: view,
      answer: WallViewAnswerSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return null;
    const others = this.list.filter(({ id }) => id !== view.id);
    await this.#take(answer.value.view === null ? others : [...others, answer.value.view]);
    return answer.value.outcome === 'saved' ? 'saved' : 'changed';
  }

  /** `changed`: somebody was quicker, and nothing was removed. */
  async remove({ id, version }: WallView): Promise<'removed' | 'changed' | null> {
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/wall-views/remove',
      body: { id, base: version },
      answer: WallViewAnswerSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return null;
    const { outcome, view } = answer.value;
    const others = this.list.filter((one) => one.id !== id);
    await this.#take(view === null ? others : [...others, view]);
    return outcome === 'removed' ? 'removed' : 'changed';
  }

  async #take(views: readonly WallView[]): Promise<void> {
    this.list = views.toSorted((a, b) => a.name.localeCompare(b.name, 'vi'));
    await this.#keep.keepWallViews(this.list);
  }
}
