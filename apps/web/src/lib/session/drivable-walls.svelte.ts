import {
  DriveAnswerSchema,
  OwnWallSchema,
  WallsResponseSchema,
  WallWatchSchema,
  type DrivableWall,
  type DriveAnswer,
  type OpenOwnWall,
  type OwnWallAnswer,
  type SayWatch,
  type WallWatch,
} from '@truc/domain/api';
import type { WallState } from '@truc/domain/watch';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import type { HttpFailureCode } from '#lib/ports/http/http-failure.ts';

/** Walls that this person may drive from his desk. What they show stands on the server. */
export class DrivableWalls {
  /** Null until the server has given them. */
  list: readonly DrivableWall[] | null = $state.raw(null);
  failure: HttpFailureCode | null = $state(null);
  /** What a wall of one's own is called when something changed; this page may be one. */
  onNews: (() => void) | null = null;
  #http: HttpClient;
  /** Whether some page wants the list kept up to date. */
  #isWanted = false;

  constructor(http: HttpClient) {
    this.#http = http;
  }

  /** Keeps the list up to date until the returned function is called. */
  want(): () => void {
    this.#isWanted = true;
    void this.load();
    return () => {
      this.#isWanted = false;
    };
  }

  async load(): Promise<void> {
    this.onNews?.();
    if (!this.#isWanted) return;
    const answer = await this.#http.request({
      method: 'GET',
      path: '/api/walls',
      answer: WallsResponseSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (answer.ok) this.list = answer.value.walls;
  }

  find(id: string | null): DrivableWall | null {
    return this.list?.find((wall) => wall.id === id) ?? null;
  }

  /** All that the wall is to show; null lets go. Null as an answer: the server could not be asked, and nothing changed there. */
  async drive(wall: DrivableWall, state: WallState | null): Promise<DriveAnswer['outcome'] | null> {
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/walls/drive',
      body: { id: crypto.randomUUID(), wall: wall.id, base: wall.wall.version, state },
      answer: DriveAnswerSchema,
    });
    this.failure = answer.ok ? null : answer.error.code;
    if (!answer.ok) return null;
    const now = answer.value.wall;
    this.list = (this.list ?? []).map((one) => (one.id === now.id ? now : one));
    return answer.value.outcome;
  }

  /** Says that this page is a wall, and what it shows; answers what it is to show. */
  async openOwn(own: OpenOwnWall): Promise<OwnWallAnswer | null> {
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/walls/open',
      body: own,
      answer: OwnWallSchema,
    });
    return answer.ok ? answer.value : null;
  }

  /** Null: the server could not be asked, or this person keeps no watch there. */
  async sayWatch(said: SayWatch): Promise<WallWatch | null> {
    const answer = await this.#http.request({
      method: 'POST',
      path: '/api/wall-watch',
      body: said,
      answer: WallWatchSchema,
    });
    return answer.ok ? answer.value : null;
  }

  forget(): void {
    this.list = null;
    this.failure = null;
  }
}
