import type { Page } from '@playwright/test';
import { smallPerson } from '@truc/dev-env';
import { expect, test, type Desk } from './fixtures.ts';
import { entry, expectEntries, expectOnline, openBook, statusBar, write } from './pages/logbook-page.ts';
import { enterPin, fillSignIn, password, pin, setPin, signIn } from './pages/sign-in-page.ts';

const post = 'nho-1-vt';
const box = (page: Page) => page.getByRole('textbox', { name: 'Ghi mục mới' });
const pinField = (page: Page) => page.getByLabel('Mã PIN', { exact: true });

/** The smallest module that there is. */
const compileNothing = () =>
  WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
    () => 'compiled',
    () => 'refused',
  );

test('[AT6] a cold start without the network asks for the PIN, and opens book and draft with it', async ({
  signedIn,
}) => {
  const { context, page } = await bookOf(await signedIn('lan'));
  await context.setOffline(true);
  await write(page, 'Khóa máy 001');
  await box(page).fill('Đang viết dở khi khóa');
  await page.getByRole('button', { name: /^Tài khoản:/ }).click();
  await page.getByRole('button', { name: 'Khóa máy' }).click();
  await expect(pinField(page)).toBeVisible();
  await expect(page.getByText('Khóa máy 001')).toHaveCount(0);
  await page.close();

  const cold = await context.newPage();
  await cold.goto(`/posts/${post}`);
  await expect(cold.getByRole('heading', { name: 'Trần Thị Lan' })).toBeVisible();
  await enterPin(cold, '846103');
  await expect(cold.getByText('Mã PIN không đúng. Còn 9 lần thử.')).toBeVisible();
  await enterPin(cold);
  await expect(entry(cold, 'Khóa máy 001')).toHaveAttribute('data-state', 'on_tablet');
  await expect(box(cold)).toHaveValue('Đang viết dở khi khóa');
  await expect(statusBar(cold)).toContainText('làm việc không có mạng');
});

test('[AT2] a tablet that is locked sends what it holds, sealed', async ({ signedIn }) => {
  const { context, page } = await bookOf(await signedIn('minh'));
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/sync/push')) sent.push(request.postData() ?? '');
  });
  await context.setOffline(true);
  await write(page, 'Gửi khi khóa 001');
  await page.getByRole('button', { name: /^Tài khoản:/ }).click();
  await page.getByRole('button', { name: 'Khóa máy' }).click();
  await expect(page.getByText('Máy này còn 1 mục chưa gửi')).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText('Máy này còn 1 mục chưa gửi')).toHaveCount(0);
  await enterPin(page);
  await expectEntries(page, 'Gửi khi khóa', { texts: ['Gửi khi khóa 001'], state: 'on_server' });
});

test('[AT6] the tenth wrong PIN shreds the vault; the password sets another, and nothing that was saved is lost', async ({
  signedIn,
}) => {
  const { context, page } = await bookOf(await signedIn('lan'));
  await context.setOffline(true);
  await write(page, 'Sai mã 001');
  await page.reload();
  for (let left = 9; left > 0; left -= 1) {
    await enterPin(page, '846103');
    await expect(page.getByText(`Còn ${left} lần thử.`)).toBeVisible();
  }
  await enterPin(page, '846103');
  await expect(page.getByText('khóa trên máy đã bị hủy')).toBeVisible();
  await expect(pinField(page)).toHaveCount(0);
  await context.setOffline(false);
  await page.getByRole('button', { name: /^Quên mã PIN/ }).click();
  await fillSignIn(page, 'lan', password);
  await setPin(page);
  await expectEntries(page, 'Sai mã', { texts: ['Sai mã 001'], state: 'on_server' });
});

test('a PIN is stretched by a worker that may compile WebAssembly, as no page may, and that reaches nobody', async ({
  signedIn,
}) => {
  const { page } = await bookOf(await signedIn('lan'));
  const started = page.waitForEvent('worker', (worker) => worker.url().includes('/pin-worker-'));
  await page.reload();
  const worker = await started;
  expect(await worker.evaluate(compileNothing)).toBe('compiled');
  expect(await page.evaluate(compileNothing)).toBe('refused');
  expect(
    await worker.evaluate(() =>
      fetch('/healthz').then(
        () => 'reached',
        () => 'refused',
      ),
    ),
  ).toBe('refused');
  await enterPin(page);
  await expect(box(page)).toBeVisible();
});

test('an obvious PIN is refused in words, and two that differ too', async ({ openDesk }) => {
  const { page } = await openDesk();
  await fillSignIn(page, 'lan', password);
  const choose = page.getByLabel('Mã PIN mới', { exact: true });
  await choose.fill('123456');
  await choose.press('Enter');
  await expect(page.getByText('Mã này quá dễ đoán.')).toBeVisible();
  await choose.fill(pin);
  await choose.press('Enter');
  const repeat = page.getByLabel('Nhập lại mã PIN', { exact: true });
  await repeat.fill('846103');
  await repeat.press('Enter');
  await expect(page.getByText('Hai lần nhập không giống nhau.')).toBeVisible();
  await setPin(page);
  await expect(page.getByRole('navigation', { name: 'Điều hướng chính' })).toBeVisible();
});

test('a tab that opens gets the keys of one that is unlocked, and a lock locks both', async ({
  signedIn,
}) => {
  const { context, page } = await bookOf(await signedIn('lan'));
  const second = await context.newPage();
  await second.goto(`/posts/${post}`);
  await expect(box(second)).toBeVisible();
  await page.getByRole('button', { name: /^Tài khoản:/ }).click();
  await page.getByRole('button', { name: 'Khóa máy' }).click();
  await expect(pinField(page)).toBeVisible();
  await expect(pinField(second)).toBeVisible();
  await enterPin(second);
  await expect(box(second)).toBeVisible();
  await expect(box(page)).toBeVisible();
});

test('a second person works at the same tablet, and the first opens it again with his own PIN', async ({
  signedIn,
}) => {
  const { page } = await bookOf(await signedIn('lan'));
  await page.getByRole('button', { name: /^Tài khoản:/ }).click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await signIn(page, 'minh');
  await openBook(page, post);
  await write(page, 'Người thứ hai 001');
  await page.getByRole('button', { name: /^Tài khoản:/ }).click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await expect(page.getByRole('button', { name: /^Mở bằng mã PIN:/ })).toHaveCount(2);
});

test('[RV1] the end of a role takes the book off the tablet at once; what was unsent waits for the manager', async ({
  world,
  signedIn,
}) => {
  const dung = smallPerson('dung');
  const { context, page } = await bookOf(await signedIn('dung'));
  await write(page, 'Trước khi thôi việc 001');
  await expectEntries(page, 'Trước khi', { texts: ['Trước khi thôi việc 001'], state: 'on_server' });
  await context.setOffline(true);
  await write(page, 'Trước khi thôi việc 002');
  try {
    await world.provisionPerson({ ...dung, roles: [] });
    await context.setOffline(false);
    await expect(page.getByText('Trước khi thôi việc')).toHaveCount(0, { timeout: 15_000 });
    await expect.poll(() => rowsOf(page, 'truc-replica', 'leaves')).toBe(0);
    await expect.poll(() => rowsOf(page, 'truc-outbox', 'operations')).toBeGreaterThanOrEqual(2);
  } finally {
    await world.provisionPerson(dung);
  }
});

test('the page runs under Trusted Types: no text becomes markup or the address of a script', async ({
  signedIn,
}) => {
  const complaints: string[] = [];
  const { page } = await signedIn('lan');
  page.on('console', (message) => {
    if (/Trusted|Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  await openBook(page, post);
  await write(page, 'Kiểu tin cậy 001');
  expect(complaints).toEqual([]);
  const refused = await page.evaluate(() => {
    const attempts = [
      () => (document.createElement('div').innerHTML = '<img src=x>'),
      () => (document.createElement('script').src = '/evil.js'),
      () => new Worker('/api/evil.js'),
    ];
    return attempts.map((attempt) => {
      try {
        attempt();
        return 'let through';
      } catch (cause) {
        return cause instanceof Error ? cause.name : String(cause);
      }
    });
  });
  expect(refused).toEqual(['TypeError', 'TypeError', 'TypeError']);
});

async function bookOf(desk: Desk): Promise<Desk> {
  await openBook(desk.page, post);
  await expectOnline(desk.page);
  await desk.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  return desk;
}

function rowsOf(page: Page, database: string, store: string): Promise<number> {
  return page.evaluate(
    ([name, table]) =>
      new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.onerror = () => reject(new Error(name));
        opening.onsuccess = () => {
          const counting = opening.result.transaction(table).objectStore(table).count();
          counting.onerror = () => reject(new Error(table));
          counting.onsuccess = () => {
            opening.result.close();
            resolve(counting.result);
          };
        };
      }),
    [database, store] as const,
  );
}
