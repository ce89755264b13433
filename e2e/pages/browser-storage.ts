import type { Page } from '@playwright/test';

/** How many rows of a store there are by the text of one of their members, as they lie in the browser. */
export function rowsBy(
  page: Page,
  { database, store, member }: { database: string; store: string; member: string },
): Promise<Record<string, number>> {
  return page.evaluate(
    ([name, table, key]) =>
      new Promise<Record<string, number>>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(new Error(name));
        opening.onsuccess = () => {
          const reading = opening.result.transaction(table).objectStore(table).getAll();
          reading.onerror = () => reject(new Error(table));
          reading.onsuccess = () => {
            opening.result.close();
            const counts: Record<string, number> = {};
            for (const row of reading.result as Record<string, unknown>[])
              counts[String(row[key])] = (counts[String(row[key])] ?? 0) + 1;
            resolve(counts);
          };
        };
      }),
    [database, store, member] as const,
  );
}

/** Gives this origin so much storage and no more, in octets; null lifts the limit. */
export async function limitStorage(page: Page, quotaSize: number | null): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const origin = new URL(page.url()).origin;
  await session.send('Storage.overrideQuotaForOrigin', {
    origin,
    ...(quotaSize === null ? {} : { quotaSize }),
  });
  // The limit ends with the session that set it.
  if (quotaSize === null) await session.detach();
}

/** What the browser throws away when the machine's disk is full: all but the cookies. */
export async function evict(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', {
    origin: new URL(page.url()).origin,
    storageTypes: 'indexeddb,local_storage,cache_storage,service_workers',
  });
  await session.detach();
}
