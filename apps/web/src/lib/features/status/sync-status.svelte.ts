import type { SyncClient, SyncStatus } from '@truc/sync/client';
import { createSubscriber } from 'svelte/reactivity';

/** The client's status as something that a page can look at. */
export type SyncStatusView = { readonly current: SyncStatus };

export function watchSyncStatus(sync: Pick<SyncClient, 'status' | 'subscribe'>): SyncStatusView {
  const subscribe = createSubscriber((update) => sync.subscribe(update));
  return {
    get current() {
      subscribe();
      return sync.status();
    },
  };
}
