/** Under this name the browser wakes the service worker when there is a network, also after the last page was closed. */
export const sendTag = 'truc-send';

/** Background Sync is Chromium's: elsewhere what is unsent goes when a page is open. */
type SyncManager = { register(tag: string): Promise<void> };

/** Asks the browser to wake the service worker. Resolves with whether it will. */
export async function askForSending(): Promise<boolean> {
  if (!('serviceWorker' in navigator)) return false;
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration?.active || !hasSync(registration)) return false;
  try {
    await registration.sync.register(sendTag);
    return true;
  } catch {
    // The person forbade it, or this browser allows it to installed applications alone: pages send as they always did.
    return false;
  }
}

function hasSync<T extends object>(registration: T): registration is T & { readonly sync: SyncManager } {
  return 'sync' in registration && typeof registration.sync === 'object' && registration.sync !== null;
}
