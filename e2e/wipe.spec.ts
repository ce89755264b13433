import { gunzipSync } from 'node:zlib';
import type { Page, Request } from '@playwright/test';
import { demonstrationPassword, smallPerson } from '@truc/dev-env';
import { expect, test } from './fixtures.ts';
import { rowsBy } from './pages/browser-storage.ts';
import { expectEntries, expectOnline, openBook, write } from './pages/logbook-page.ts';
import { textsOnServer } from './server-log.ts';

const post = 'nho-1-vt';
const otherPost = 'nho-2-vt';
const leaves = { database: 'truc-replica', store: 'leaves', member: 'scope' } as const;
const unplaced = { facility: null, district: null, post: null } as const;

/** Whose tablet is lost, in the words of the test. */
const watcher = {
  id: 'mai',
  username: 'mai',
  name: 'Ksor Mai',
  position: 'Cán bộ trực camera',
  agency: 'Cơ sở nhỏ 1',
  roles: [watchAt('nho-1')],
  password: demonstrationPassword,
} as const;

const administrator = {
  id: 'tri',
  username: 'tri',
  name: 'Hồ Trí',
  position: 'Quản trị ứng dụng',
  agency: 'Sở Thông tin và Truyền thông',
  roles: [{ role: 'app_admin', ...unplaced }],
  password: demonstrationPassword,
} as const;

test('[RV2] [RV3] a wipe while entries are unsent: they arrive sealed, nothing readable is left, and the server has the receipt', async ({
  world,
  signedIn,
}) => {
  await world.provisionPerson({ ...administrator, roles: [...administrator.roles] });
  await world.provisionPerson({ ...watcher, roles: [...watcher.roles] });
  const { context, page } = await signedIn('mai');
  await openBook(page, post);
  await expectOnline(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await write(page, 'Máy bị mất 001');
  await expectEntries(page, 'Máy bị mất', { texts: ['Máy bị mất 001'], state: 'on_server' });
  const dev = await deviceOf(page);
  await context.setOffline(true);
  await write(page, 'Máy bị mất 002');
  await page.getByRole('textbox', { name: 'Ghi mục mới' }).fill('Đang viết dở khi bị xóa');

  const office = (await signedIn('tri')).page;
  await orderWipe(office, dev);
  await expect(office.locator(`[data-device="${dev}"]`)).toHaveAttribute('data-wipe', 'ordered');

  const pushed: string[] = [];
  // The page's, and those of the service worker that may be quicker.
  context.on('request', (request) => {
    if (request.url().endsWith('/api/sync/push')) pushed.push(bodyOf(request));
  });
  await context.setOffline(false);
  await expect(page.getByText('Máy này đã được xóa từ xa')).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText('Máy bị mất')).toHaveCount(0);
  await expect(async () => {
    await office.reload();
    await expect(office.locator(`[data-device="${dev}"]`)).toHaveAttribute('data-wipe', 'done', {
      timeout: 3_000,
    });
  }).toPass({ timeout: 40_000 });

  const reader = (await signedIn('quang')).page;
  await expect
    .poll(() => textsOnServer(reader, post, 'Máy bị mất'), { timeout: 40_000 })
    .toEqual(['Máy bị mất 001', 'Máy bị mất 002']);
  expect(await rowsBy(page, leaves)).toEqual({});
  expect(await rowsBy(page, { database: 'truc-keys', store: 'vaults', member: 'person' })).toEqual({});
  // Before it hears of the order it sends in the open, and is turned down; what is taken afterwards is sealed.
  expect(pushed.filter((body) => body.includes('"sealed"') && !body.includes('Máy bị mất'))).not.toEqual([]);
  expect(await textsInStorage(page)).not.toMatch(/Máy bị mất|Đang viết dở/);
});

test('[RV1] the end of one of two rights purges that book alone, and keeps what was unsent of it sealed', async ({
  world,
  signedIn,
}) => {
  const dung = smallPerson('dung');
  const both = { ...dung, roles: [...dung.roles, watchAt('nho-2')] };
  await world.provisionPerson(both);
  try {
    const { context, page } = await signedIn('dung');
    await openBook(page, otherPost);
    await expectOnline(page);
    await write(page, 'Sổ còn lại 001');
    await expectEntries(page, 'Sổ còn lại', { texts: ['Sổ còn lại 001'], state: 'on_server' });
    const kept = await rowsBy(page, leaves);
    await openBook(page, post);
    await expectOnline(page);
    await write(page, 'Sổ bị thu 001');
    await expectEntries(page, 'Sổ bị thu', { texts: ['Sổ bị thu 001'], state: 'on_server' });
    await expect.poll(async () => Object.keys(await rowsBy(page, leaves)).length).toBeGreaterThan(1);
    await context.setOffline(true);
    await write(page, 'Sổ bị thu 002');
    const before = await rowsBy(page, leaves);
    const own = await rowsBy(page, { database: 'truc-outbox', store: 'operations', member: 'scope' });

    await world.provisionPerson({ ...dung, roles: [watchAt('nho-2')] });
    await context.setOffline(false);
    await expect(page.getByText('Sổ bị thu')).toHaveCount(0, { timeout: 20_000 });
    await expect
      .poll(async () => Object.keys(await rowsBy(page, leaves)).length, { timeout: 20_000 })
      .toBeLessThan(Object.keys(before).length);
    const after = await rowsBy(page, leaves);
    for (const [scope, count] of Object.entries(after)) expect(count, scope).toBe(before[scope]);
    for (const scope of Object.keys(kept).filter((one) => one in after))
      expect(after[scope]).toBe(before[scope]);
    expect(await rowsBy(page, { database: 'truc-outbox', store: 'operations', member: 'scope' })).toEqual(
      own,
    );
    await openBook(page, otherPost);
    await expectEntries(page, 'Sổ còn lại', { texts: ['Sổ còn lại 001'], state: 'on_server' });
  } finally {
    await world.provisionPerson(dung);
  }
});

/** What is long travels compressed. */
function bodyOf(request: Request): string {
  const octets = request.postDataBuffer() ?? Buffer.alloc(0);
  return (octets[0] === 0x1f ? gunzipSync(octets) : octets).toString('utf8');
}

function watchAt(facility: string) {
  return { role: 'facility_watch', facility, district: null, post: `${facility}-vt` } as const;
}

async function deviceOf(page: Page): Promise<string> {
  // Beside the device stands in which life of the log it was told what it knows.
  const rows = await rowsBy(page, { database: 'truc-outbox', store: 'device', member: 'dev' });
  const dev = Object.keys(rows).find((name) => name !== 'undefined');
  if (dev === undefined) throw new Error('the device is not enrolled');
  return dev;
}

async function orderWipe(office: Page, dev: string): Promise<void> {
  await office.goto('/devices');
  await office.locator(`[data-device="${dev}"]`).getByRole('button', { name: 'Xóa máy từ xa' }).click();
  const dialog = office.getByRole('dialog');
  await dialog.getByLabel('Lý do (bắt buộc)').fill('Máy bị lấy cắp');
  await dialog.getByRole('button', { name: 'Xóa máy từ xa' }).click();
  await expect(dialog).toHaveCount(0);
}

/** All that stands in the browser's databases and stores of this origin, as text. */
function textsInStorage(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const found = [JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })];
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onsuccess = () => resolve(opening.result);
        opening.onerror = () => reject(new Error(name));
      });
      for (const store of database.objectStoreNames) {
        const rows = await new Promise<unknown[]>((resolve, reject) => {
          const reading = database.transaction(store).objectStore(store).getAll();
          reading.onsuccess = () => resolve(reading.result as unknown[]);
          reading.onerror = () => reject(new Error(store));
        });
        found.push(
          JSON.stringify(rows, (_, value: unknown) =>
            value instanceof Uint8Array ? new TextDecoder().decode(value) : value,
          ),
        );
      }
      database.close();
    }
    return found.join('\n');
  });
}
