import { ScopeIdSchema } from '@truc/sync/protocol';
import { createSubscriber } from 'svelte/reactivity';
import * as v from 'valibot';
import type { Keyring } from './keyring.ts';

/** The open keys as something that a page can look at. */
export type OpenKeysView = {
  /** Whether a book can be read here now. */
  isOpen(scope: string): boolean;
  /** Server time until which whoever works here may do so without the server; null where nothing is kept for him. */
  readonly offlineUntil: number | null;
};

export function watchKeys(keyring: Keyring): OpenKeysView {
  const subscribe = createSubscriber((update) => keyring.subscribe(update));
  return {
    isOpen(scope) {
      subscribe();
      return keyring.of(v.parse(ScopeIdSchema, scope)) !== null;
    },
    get offlineUntil() {
      subscribe();
      const ring = keyring.current;
      return ring === null || ring.root === null ? null : (ring.lease?.notAfter ?? null);
    },
  };
}
