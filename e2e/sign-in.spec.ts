import type { Route } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { openBook } from './pages/logbook-page.ts';
import { fillSignIn, passGate, password, signIn } from './pages/sign-in-page.ts';
import { openWall } from './pages/wall-page.ts';

test('a wrong password is refused in words, and the right one opens the start page', async ({ openDesk }) => {
  const { page } = await openDesk();
  await fillSignIn(page, 'lan', 'sai-mat-khau');
  await expect(page.getByRole('status')).toContainText('Tên đăng nhập hoặc mật khẩu không đúng');
  await signIn(page, 'lan');
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Trần Thị Lan');
});

test('a sign-in whose answer is lost leaves no session behind, and the next one stands', async ({
  openDesk,
}) => {
  const { page } = await openDesk();
  const statusOfMe = () => page.evaluate(async () => (await fetch('/api/me')).status);
  // The server begins a session, and its cookie arrives; the page hears nothing.
  const lose = async (route: Route) => {
    await route.fetch();
    await route.abort();
  };
  await page.route('**/api/sign-in', lose, { times: 1 });
  const ended = page.waitForResponse((response) => response.url().endsWith('/api/sign-out'));
  await fillSignIn(page, 'lan', password);
  expect((await ended).status()).toBe(200);
  expect(await statusOfMe()).toBe(401);
  await signIn(page, 'lan');
  expect(await statusOfMe()).toBe(200);
});

test('[N-08] five failures within 30 s lock the account for five minutes, for the right password too', async ({
  openDesk,
}) => {
  const { page } = await openDesk();
  const answers: number[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('/api/sign-in')) answers.push(response.status());
  });
  for (let failure = 1; failure <= 5; failure += 1) {
    await fillSignIn(page, 'khoa', `sai-lan-${failure}`);
    await expect.poll(() => answers.length).toBe(failure);
  }
  const elsewhere = await openDesk();
  await fillSignIn(elsewhere.page, 'khoa', password);
  const banner = elsewhere.page.getByRole('status').filter({ hasText: 'Sai mật khẩu quá nhiều lần' });
  await expect(banner).toContainText(/sau (5:00|4:\d\d)/);
  const first = await banner.textContent();
  await expect(banner).not.toHaveText(first ?? '');
  await expect(elsewhere.page.getByRole('button', { name: 'Đăng nhập' })).toBeDisabled();
});

test('nobody signed in sees no data, at any address', async ({ openDesk }) => {
  const { page } = await openDesk();
  for (const address of ['/', '/wall', '/posts/nho-1-vt']) {
    await page.goto(address);
    await expect(page.getByRole('heading', { name: 'Đăng nhập' })).toBeVisible();
    await expect(page.getByText('Cơ sở nhỏ')).toHaveCount(0);
  }
  const statuses = await page.evaluate(() =>
    Promise.all(['/api/me', '/api/cameras'].map(async (path) => (await fetch(path)).status)),
  );
  expect(statuses).toEqual([401, 401]);
});

test('[GL-22] a post outside of his rights is not found', async ({ signedIn }) => {
  const { page } = await signedIn('thu');
  for (const post of ['nho-1-vt', 'khong-co']) {
    await page.goto(`/posts/${post}`);
    await passGate(page, page.getByText('Không có vị trí trực này'));
  }
});

test('[GL-23] who may read a book and not write in it gets no form', async ({ signedIn }) => {
  const { page } = await signedIn('quang');
  await openBook(page, 'nho-1-vt');
  await expect(page.getByText('Tài khoản này chỉ được đọc sổ của vị trí này.')).toBeVisible();
  await expect(page.getByRole('textbox')).toHaveCount(0);
});

test('signing out hides book and wall, also with the back button', async ({ signedIn }) => {
  const { page } = await signedIn('lan');
  await openBook(page, 'nho-1-vt');
  await page.getByRole('button', { name: /^Tài khoản:/ }).click();
  await page.getByRole('button', { name: 'Đăng xuất' }).click();
  await expect(page.getByRole('heading', { name: 'Đăng nhập' })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { name: 'Đăng nhập' })).toBeVisible();
});

test('[GL-07] no picture is asked for before a purpose is named', async ({ signedIn }) => {
  const { page } = await signedIn('lan');
  const grants: string[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/viewing-grants')) grants.push(request.postData() ?? '');
  });
  await page.goto('/wall');
  await passGate(page, page.getByRole('heading', { name: 'Xem để làm gì?' }));
  expect(grants).toEqual([]);
  await openWall(page, 4);
  await expect.poll(() => grants[0] ?? '').toContain('supervise_compliance');
});
