import type { CDPSession, Page } from '@playwright/test';

/**
 * Stops a tab where it stands, as the browser does to save power: it keeps its locks, and none of its timers, promises and
 * answers come through. By a signal to its process: headless Chromium takes every page for visible and freezes none
 * (`Page.setWebLifecycleState` does nothing there).
 */
export async function freezeTab(page: Page, others: readonly Page[]): Promise<() => void> {
  const pid = await processOf(page);
  for (const other of others)
    if ((await processOf(other)) === pid) throw new Error('two tabs share a process: both would be frozen');
  process.kill(pid, 'SIGSTOP');
  return () => void process.kill(pid, 'SIGCONT');
}

/** The renderer that works while this page is kept busy. */
async function processOf(page: Page): Promise<number> {
  const browser = page.context().browser();
  if (browser === null) throw new Error('a page without a browser');
  const session = await browser.newBrowserCDPSession();
  const renderers = async () => {
    const { processInfo } = await session.send('SystemInfo.getProcessInfo');
    return processInfo.filter(({ type }) => type === 'renderer');
  };
  const before = new Map((await renderers()).map(({ id, cpuTime }) => [id, cpuTime]));
  await page.evaluate(() => {
    const until = performance.now() + 700;
    while (performance.now() < until);
  });
  const worked = (await renderers()).map(({ id, cpuTime }) => ({
    id,
    spent: cpuTime - (before.get(id) ?? 0),
  }));
  await session.detach();
  const [most] = worked.sort((a, b) => b.spent - a.spent);
  if (most === undefined) throw new Error('no renderer');
  return most.id;
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
