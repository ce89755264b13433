import { WatchPlanResponseSchema, type PostPlan, type WatchPlanResponse } from '@truc/domain/api';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';
import type { SessionStore } from '#lib/ports/session-storage/session-store.ts';

/** Who keeps watch at this person's posts by which paper, kept so that a shift begins without the network (GL-20). */
export class WatchPlan {
  current: WatchPlanResponse | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  readonly #http: HttpClient;
  readonly #store: Pick<SessionStore, 'readWatchPlan' | 'keepWatchPlan'>;

  constructor(http: HttpClient, store: Pick<SessionStore, 'readWatchPlan' | 'keepWatchPlan'>) {
    this.#http = http;
    this.#store = store;
  }

  async load(): Promise<void> {
    this.current ??= await this.#store.readWatchPlan();
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/watch',
      answer: WatchPlanResponseSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return;
    this.current = answer.value;
    await this.#store.keepWatchPlan(answer.value);
  }

  forget(): void {
    this.current = null;
    this.failure = null;
  }

  of(post: string): PostPlan | null {
    return this.current?.posts.find((one) => one.post.id === post) ?? null;
  }

  personName(id: string): string | null {
    return this.current?.posts.find(({ people }) => id in people)?.people[id] ?? null;
  }
}
