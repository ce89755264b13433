import type { CDPSession, Page } from '@playwright/test';

/** Freezes a tab as the browser does to save power: it keeps its locks, and none of its timers, promises and answers come through. */
export async function freezeTab(page: Page): Promise<() => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Page.setWebLifecycleState', { state: 'frozen' });
  return async () => {
    await session.send('Page.setWebLifecycleState', { state: 'active' });
    await session.detach();
  };
}

/** Wakes the service worker of `origin` as the browser does when the network is back. `page` may be any of the profile. */
export async function wakeWorker(
  page: Page,
  { origin, tag }: { origin: string; tag: string },
): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registrationId = await findRegistration(session, origin);
  await session.send('ServiceWorker.dispatchSyncEvent', { origin, registrationId, tag, lastChance: false });
  await session.detach();
}

async function findRegistration(session: CDPSession, origin: string): Promise<string> {
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const ours = registrations.find(({ scopeURL, isDeleted }) => scopeURL.startsWith(origin) && !isDeleted);
      if (ours !== undefined) resolve(ours.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  return found;
}
