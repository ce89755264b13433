import type { SyncClient } from '@truc/sync/client';
import { Workbox } from 'workbox-window';
import { AutoLock } from '#lib/features/lock/auto-lock.ts';
import { DeviceAlarms } from '#lib/features/status/device-alarms.svelte.ts';
import type { UpdateController } from '#lib/features/update/update-controller.svelte.ts';
import { askForSending } from '#lib/ports/background-sync.ts';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { createStorageSentinel } from '#lib/ports/storage-sentinel.ts';
import { systemClock } from '#lib/ports/system.ts';
import type { Session } from '#lib/session/session.svelte.ts';
import type { LocalStores } from './local-stores.ts';
import { sendWithoutPage } from './send-without-page.ts';

export function startSending(sync: SyncClient): () => void {
  return sendWithoutPage({
    sync,
    ask: askForSending,
    page: document,
    now: () => systemClock.monotonic(),
  });
}

export function startUpdates(update: UpdateController): () => void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return () => undefined;
  return update.start(new Workbox('/service-worker.js', { type: 'module', scope: '/' }));
}

export function makeAutoLock(session: Session): AutoLock {
  return new AutoLock({
    storage: localStorage,
    now: () => Date.now(),
    // A wall is watched without a touch for hours.
    mayLock: () => !location.pathname.startsWith('/wall'),
    lock: () => session.lock(),
  });
}

export function makeAlarms(http: HttpClient, { outbox, witness }: LocalStores): DeviceAlarms {
  return new DeviceAlarms({
    http,
    outbox,
    witness: witness.store,
    sentinel: createStorageSentinel({ storage: localStorage, cookies: document }),
    now: () => systemClock.now(),
  });
}
