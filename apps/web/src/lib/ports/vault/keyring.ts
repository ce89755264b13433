import type { Lease, PersonId, ScopeId } from '@truc/sync/protocol';
import type { ScopeKey } from './scope-key.ts';
import type { Sealer } from './sealer.ts';

/** Who works here, with all keys that are open for him. Plain data and keys that cannot be read: tabs hand it on as it is. */
export type OpenRing = {
  readonly person: PersonId;
  /** The vault's own key; null for people who keep nothing on this device. */
  readonly root: CryptoKey | null;
  readonly lease: Lease | null;
  readonly scopes: readonly ScopeKey[];
  readonly sealer: Sealer | null;
};

/** The keys that are open in this page, in memory alone. */
export class Keyring {
  #ring: OpenRing | null = null;
  /** Tags of scopes whose keys are gone: their rows are still to be found. */
  readonly #tags = new Map<ScopeId, string>();
  readonly #listeners = new Set<() => void>();
  readonly #lastWords = new Set<() => void>();

  get current(): OpenRing | null {
    return this.#ring;
  }

  open(ring: OpenRing): void {
    this.#ring = ring;
    for (const { scope, tag } of ring.scopes) this.#tags.set(scope, tag);
    this.#tell();
  }

  lock(): void {
    if (this.#ring === null) return;
    for (const say of this.#lastWords) say();
    this.#ring = null;
    this.#tags.clear();
    this.#tell();
  }

  of(scope: ScopeId): ScopeKey | null {
    return this.#ring?.scopes.find((one) => one.scope === scope) ?? null;
  }

  ofTag(tag: string): ScopeKey | null {
    return this.#ring?.scopes.find((one) => one.tag === tag) ?? null;
  }

  /** The tag of a scope, also when its key was just taken away. */
  tagOf(scope: ScopeId): string | null {
    return this.#tags.get(scope) ?? null;
  }

  /** Calls `run` right before the keys go: what it begins to encrypt at once is still encrypted. */
  beforeLock(run: () => void): () => void {
    this.#lastWords.add(run);
    return () => this.#lastWords.delete(run);
  }

  /** Calls `listener` after each change; the returned function ends it. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
