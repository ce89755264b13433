import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserContext, Page } from '@playwright/test';
import { openBook } from '../page/browser.ts';
import { PreparedDevice } from '../sync/prepared-device.ts';
import { watchText } from '../sync/watch-texts.ts';
import { benchPeople, benchPost } from './bench-situation.ts';
import type { BenchWorld } from './bench-world.ts';
import { enrolDevice, expectOk, signIn } from './signed-in-client.ts';

const rowsEach = 250;
const textLength = 100;
const patienceMs = 600_000;

/** Entries of another device in the first post's book, over HTTP as every tablet sends them. */
export async function fillBook(world: BenchWorld, rows: number): Promise<void> {
  const client = await enrolDevice(world.url, await signIn(world.url, benchPeople[1]));
  const device = new PreparedDevice(client.device, rows);
  const written = { scopeOf: () => `post:${benchPost(1)}`, textOf: () => watchText(textLength) };
  for (let sent = 0; sent < rows; sent += rowsEach) {
    const { body } = device.push(Math.min(rowsEach, rows - sent), written);
    expectOk(await client.post('/api/sync/push', body, { 'content-encoding': 'gzip' }));
  }
  client.close();
}

/** Opens the book and waits until all of it lies in this browser's own encrypted storage. In seconds. */
export async function pullBook(context: BrowserContext, rows: number): Promise<number> {
  const begun = performance.now();
  const page = await openBook(context, benchPost(1));
  while ((await held(page)) < rows) {
    if (performance.now() - begun > patienceMs) throw new Error('the book was not pulled');
    await delay(500);
  }
  const seconds = (performance.now() - begun) / 1_000;
  await page.close();
  return seconds;
}

/** How far the longest log goes that lies here. */
function held(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open('truc-replica');
        opening.onerror = () => reject(new Error(opening.error?.message ?? 'not opened'));
        opening.onsuccess = () => {
          const db = opening.result;
          const all = db.transaction('cursors').objectStore('cursors').getAll();
          all.onsuccess = () => {
            db.close();
            const rows: readonly { readonly seq: number }[] = all.result;
            resolve(Math.max(0, ...rows.map(({ seq }) => seq)));
          };
        };
      }),
  );
}
