/**
 * Caches the shell, never data: pages open without the network, facts come from IndexedDB. A new version installs beside
 * the running one and waits until a person chooses it (lib/features/update). Sends what is unsent when the browser wakes it.
 */
import { version } from '$app/env';
import { assets, immutable } from '$app/manifest';
import { asset } from '$app/paths';
import { self } from '$app/service-worker';
import { cacheNames, clientsClaim } from 'workbox-core';
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { deliverUnsent } from '#lib/bootstrap/open-worker.ts';
import { sendTag } from '#lib/ports/background-sync.ts';

/** The page that stands for every address (adapter-static's fallback). */
const shell = '/200.html';
/** What the server answers itself: all below these, and single addresses. */
const serverFolders = ['api', 'rt', 'sfu'];
const ofTheServer = [new RegExp(`^/(${serverFolders.join('|')})(/|$)`), /^\/(healthz|readyz|metrics)$/];

precacheAndRoute([
  { url: shell, revision: version },
  ...immutable.map((file) => ({ url: `/${file.path}`, revision: null })),
  ...assets.map((file) => ({ url: asset(file.path), revision: version })),
]);
cleanupOutdatedCaches();
// The very first visit too can go on without the network: it need not be loaded a second time for that.
clientsClaim();
registerRoute(new NavigationRoute(createHandlerBoundToURL(shell), { denylist: ofTheServer }));

// What needs no answer from here passes this worker by, where the browser knows how: a cold start asks for dozens of files, and a
// question to the server wakes a worker that is just being stopped for its successor, which then waits on (decision 0074).
self.addEventListener('install', (event) => {
  if (!knowsRoutes(event)) return;
  const fromCache = { cacheName: cacheNames.precache };
  event.waitUntil(
    event.addRoutes([
      { condition: at('/_app/immutable/*'), source: fromCache },
      ...serverFolders.map((folder) => ({ condition: at(`/${folder}/*`), source: 'network' as const })),
    ]),
  );
});

self.addEventListener('message', (event) => {
  if (isSkipWaiting(event.data)) void self.skipWaiting();
});

self.addEventListener('sync', (event) => {
  if (event instanceof ExtendableEvent && 'tag' in event && event.tag === sendTag) event.waitUntil(send());
});

// A call says that there is something and not what: a locked screen shows it to anybody. Both languages: a worker knows none.
self.addEventListener('push', (event) => {
  const shown = self.registration.showNotification('Trực: có cảnh báo cần xem · an alarm needs you', {
    body: 'Mở ứng dụng để xem và tiếp nhận. · Open the application to acknowledge it.',
    tag: 'truc-cases',
    icon: '/icons/icon-192.png',
    requireInteraction: true,
  });
  event.waitUntil(shown);
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(showApplication());
});

async function showApplication(): Promise<void> {
  const [open] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open === undefined) await self.clients.openWindow('/');
  else await open.focus();
}

/** @throws when something is unsent still: that is how the browser is told to wake this again. */
async function send(): Promise<void> {
  if ((await deliverUnsent(self.navigator.locks)) === 'again') throw new Error('not everything was sent');
}

function at(pathname: string) {
  return { urlPattern: { pathname } };
}

type StaticRoute = {
  readonly condition: { readonly urlPattern: { readonly pathname: string } };
  readonly source: 'network' | { readonly cacheName: string };
};
type RoutingEvent = ExtendableEvent & { addRoutes(routes: readonly StaticRoute[]): Promise<void> };

function knowsRoutes(event: ExtendableEvent): event is RoutingEvent {
  return 'addRoutes' in event;
}

function isSkipWaiting(data: unknown): boolean {
  return typeof data === 'object' && data !== null && 'type' in data && data.type === 'SKIP_WAITING';
}
