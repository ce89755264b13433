import type { DisplayResponse } from '@truc/domain/api';
import { drivenPage, type DrivenPage } from './driven-page.ts';
import type { ShownWall } from './shown-wall.ts';

export type DrivenSources = {
  /** What the server said last that is to be shown. */
  readonly told: () => DisplayResponse | null;
  readonly now: () => number;
};

/** A wall that nobody works by hand: it shows what it was told, and turns its pages by itself where it was told so. */
export class DrivenWall implements ShownWall {
  #sources: DrivenSources;
  /** When this version of the state came, by which its rounds are counted. */
  #since: { version: number; at: number } = $state.raw({ version: -1, at: 0 });
  #shown: DrivenPage = $derived.by(() =>
    drivenPage(this.#sources.told(), this.#since.at, this.#sources.now()),
  );
  /** The same array while the same cameras stand there: pictures are asked for by it. */
  #wanted = $derived(this.#shown.wanted.join(' '));
  wanted: readonly string[] = $derived(this.#wanted === '' ? [] : this.#wanted.split(' '));

  constructor(sources: DrivenSources) {
    this.#sources = sources;
  }

  /** To be called when something was told: rounds begin with the version that asks for them. */
  follow(version: number, now: number): void {
    if (version !== this.#since.version) this.#since = { version, at: now };
  }

  get spot() {
    return this.#shown.spot;
  }

  get isSpotMonitor() {
    return this.#shown.isSpotMonitor;
  }

  get page() {
    return this.#shown.page;
  }

  get spotAt() {
    return this.#shown.spotAt;
  }

  get drawn() {
    return this.#shown.drawn;
  }

  get shape() {
    return this.#sources.told()?.wall.state.shape ?? 'even';
  }

  get enlarged() {
    return this.#shown.enlarged;
  }
}
