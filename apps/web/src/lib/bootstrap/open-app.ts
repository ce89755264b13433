import { sha256 } from '@noble/hashes/sha2.js';
import type { Me } from '@truc/domain/api';
import { createSyncClient, type SyncClient } from '@truc/sync/client';
import { ScopeIdSchema } from '@truc/sync/protocol';
import * as v from 'valibot';
import { Workbox } from 'workbox-window';
import { AutoLock, watchTouches } from '#lib/features/lock/auto-lock.ts';
import { DeviceAlarms } from '#lib/features/status/device-alarms.svelte.ts';
import { Protection } from '#lib/features/status/protection.svelte.ts';
import { watchSyncStatus } from '#lib/features/status/sync-status.svelte.ts';
import { UpdateController } from '#lib/features/update/update-controller.svelte.ts';
import { askForSending } from '#lib/ports/background-sync.ts';
import { createHttpClient, type HttpClient } from '#lib/ports/http/http-client.ts';
import { createPokes, type Pokes } from '#lib/ports/realtime/pokes.ts';
import { saveFile } from '#lib/ports/save-file.ts';
import { storageProtection } from '#lib/ports/storage-protection.ts';
import { createStorageSentinel } from '#lib/ports/storage-sentinel.ts';
import { adoptedOperation } from '#lib/ports/adopted-operation.ts';
import { createSyncTransport } from '#lib/ports/sync-transport.ts';
import { systemClock, systemRandom, systemRandomBytes, systemTimers } from '#lib/ports/system.ts';
import { createTicker } from '#lib/ports/ticker.svelte.ts';
import { allowOwnScripts } from '#lib/ports/trusted-types.ts';
import type { Keyring } from '#lib/ports/vault/keyring.ts';
import { watchKeys } from '#lib/ports/vault/open-keys.svelte.ts';
import type { Vault } from '#lib/ports/vault/vault.ts';
import { createWebLocks } from '#lib/ports/web-locks.ts';
import { createWriteGate } from '#lib/ports/write-gate.ts';
import { CameraList } from '#lib/session/camera-list.svelte.ts';
import { ViewingRequests } from '#lib/session/viewing-requests.svelte.ts';
import { Session } from '#lib/session/session.svelte.ts';
import { openLocalStores, type LocalStores } from './local-stores.ts';
import { createOpenPictures } from './open-pictures.ts';
import { passkeyOf } from './passkey-ports.ts';
import { followRights } from './rights-changes.ts';
import { sendWithoutPage } from './send-without-page.ts';
import { watchStorage } from './watch-storage.ts';
import type { App } from './tokens.ts';

const tickMs = 500;
/** How long the screen that sets a PIN waits for the server. */
const leaseWithinMs = 15_000;

/** The only place where things are made and introduced to each other. Call once for a page. */
export function openApp(): App {
  allowOwnScripts();
  const http = createHttpClient((input, init) => fetch(input, init));
  const stores = openLocalStores();
  const { session: store, keyring, vault, handover } = stores;
  const sync = makeSync(http, stores);
  const requests = new ViewingRequests(http);
  const pokes = makePokes(sync, requests);
  const cameras = new CameraList(http, store);
  const session = new Session({
    http,
    store,
    keyring,
    vault,
    handover,
    onPerson: (me) => followPerson(me, { sync, cameras, requests, pokes }),
  });
  const status = watchSyncStatus(sync);
  const gate = createWriteGate('locks' in navigator ? navigator.locks : undefined);
  const protection = new Protection(storageProtection);
  const update = new UpdateController(gate);
  const stopListening = listen(sync, session);
  const autoLock = makeAutoLock(session);
  const stopTouches = watchTouches(autoLock);

  const alarms = makeAlarms(http, stores);
  const stopStorage = watchStorage({ sync, alarms, protection });
  void session.open();
  const stopUpdates = startUpdates(update);
  const stopSending = startSending(sync);

  return {
    http,
    session,
    cameras,
    requests,
    sync,
    status,
    book: stores.book,
    store,
    gate,
    protection,
    alarms,
    update,
    openPictures: createOpenPictures(http),
    ticker: createTicker(tickMs, () => systemClock.now() + (sync.status().clock?.off ?? 0)),
    carry: { http, exportOutbox: stores.exportOutbox, now: () => systemClock.now(), saveFile },
    keyring,
    autoLock,
    passkey: passkeyOf(session, vault),
    keys: watchKeys(keyring),
    leaseArrives: () => leaseArrives(keyring, vault),
    close() {
      stopTouches();
      handover.close();
      stopUpdates();
      stopSending();
      stopStorage();
      stopListening();
      pokes.close();
      void sync.stop();
    },
  };
}

function startSending(sync: SyncClient): () => void {
  return sendWithoutPage({
    sync,
    ask: askForSending,
    page: document,
    now: () => systemClock.monotonic(),
  });
}

function makePokes(sync: SyncClient, requests: ViewingRequests): Pokes {
  return createPokes({
    onPoke: (poke) => sync.handlePoke(poke),
    onWatching: () => {
      sync.handleOnline();
      void requests.load();
    },
    // A socket that is blocked says nothing about HTTP: only the rounds themselves know whether the server is there.
    onDisconnect: () => undefined,
    onRightsChanged: () => sync.handleRightsChanged(),
    onHint: () => void requests.load(),
  });
}

type Following = {
  readonly sync: SyncClient;
  readonly cameras: CameraList;
  readonly requests: ViewingRequests;
  readonly pokes: Pokes;
};

/** Follows what this person may read, from now on; nothing while nobody works here. */
function followPerson(me: Me | null, { sync, cameras, requests, pokes }: Following): void {
  if (me === null) {
    sync.follow([]);
    cameras.forget();
    requests.forget();
    pokes.close();
    return;
  }
  const scopes = [...me.posts, ...me.facilities].map(({ scope }) => v.parse(ScopeIdSchema, scope));
  sync.handleSignedIn();
  sync.follow(scopes);
  pokes.watch(scopes);
  void requests.load();
  if (me.viewsCameras) void cameras.load();
}

/** What the window and the rounds say about the network and about who is signed in. */
function listen(sync: SyncClient, session: Session): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const handleOnline = () => {
    sync.handleOnline();
    void session.confirm();
  };
  window.addEventListener('online', handleOnline, { signal });
  window.addEventListener('offline', () => sync.handleOffline(), { signal });
  let wasSignedOut = false;
  const unsubscribe = sync.subscribe(({ connection }) => {
    const isSignedOut = connection === 'signed_out';
    // A round that began before the sign-in may end after it: the session asks for itself.
    if (isSignedOut && !wasSignedOut && session.me !== null) void session.confirm();
    wasSignedOut = isSignedOut;
  });
  const stopRights = followRights(sync, session);
  return () => {
    stop.abort();
    stopRights();
    unsubscribe();
  };
}

function startUpdates(update: UpdateController): () => void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return () => undefined;
  return update.start(new Workbox('/service-worker.js', { type: 'module', scope: '/' }));
}

function makeAutoLock(session: Session): AutoLock {
  return new AutoLock({
    storage: localStorage,
    now: () => Date.now(),
    // A wall is watched without a touch for hours.
    mayLock: () => !location.pathname.startsWith('/wall'),
    lock: () => session.lock(),
  });
}

function leaseArrives(keyring: Keyring, vault: Vault): Promise<boolean> {
  if (vault.canCreate()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      stop();
      resolve(vault.canCreate());
    };
    const timer = setTimeout(finish, leaseWithinMs);
    const stop = keyring.subscribe(() => {
      if (vault.canCreate()) finish();
    });
  });
}

function makeAlarms(http: HttpClient, { outbox, witness }: LocalStores): DeviceAlarms {
  return new DeviceAlarms({
    http,
    outbox,
    witness: witness.store,
    sentinel: createStorageSentinel({ storage: localStorage, cookies: document }),
    now: () => systemClock.now(),
  });
}

function makeSync(
  http: HttpClient,
  { outbox, replica, leases, signer, witness, urgent }: LocalStores,
): SyncClient {
  return createSyncClient({
    outbox,
    replica,
    leases,
    signer,
    witness,
    urgent,
    transport: createSyncTransport(http),
    locks: createWebLocks({
      locks: 'locks' in navigator ? navigator.locks : undefined,
      channel: new BroadcastChannel('truc:locks'),
      clock: systemClock,
    }),
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    randomBytes: systemRandomBytes,
    sha256,
    settledBy: adoptedOperation,
  });
}
