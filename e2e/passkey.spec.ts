import type { CDPSession, Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { observePage } from './observe-page.ts';
import { entry, expectOnline, write } from './pages/logbook-page.ts';
import { enterPin, pin, signIn } from './pages/sign-in-page.ts';

const post = 'nho-1-vt';
const book = (page: Page) => page.getByRole('region', { name: 'Các mục đã ghi' });
const finger = (page: Page) => page.getByRole('button', { name: 'Mở bằng vân tay hoặc khuôn mặt' });

test('[AT7] a passkey opens the device beside the PIN, also at a cold start without the network, until it is removed', async ({
  world,
  browser,
}) => {
  // A passkey belongs to a domain: an address cannot hold one.
  const context = await browser.newContext({ baseURL: world.url.replace('127.0.0.1', 'localhost') });
  await observePage(context);
  const page = await context.newPage();
  await page.goto('/');
  await addAuthenticator(await context.newCDPSession(page));
  await signIn(page, 'lan');
  await openAccount(page);
  await page.getByRole('button', { name: 'Bật', exact: true }).click();
  const confirm = page.getByRole('dialog').getByLabel('Mã PIN');
  await confirm.fill('846103');
  await page.getByRole('button', { name: 'Bật mở khóa' }).click();
  await expect(page.getByText('Mã PIN không đúng.')).toBeVisible();
  await confirm.fill(pin);
  await page.getByRole('button', { name: 'Bật mở khóa' }).click();
  await expect(page.getByText('Đang mở khóa được bằng vân tay hoặc khuôn mặt')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Đóng' }).first().click();

  await page.goto(`/posts/${post}`);
  await finger(page).click();
  await expectOnline(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await write(page, 'Vân tay 001');
  await page.reload();
  await enterPin(page, '846103');
  await expect(page.getByText('Mã PIN không đúng. Còn 9 lần thử.')).toBeVisible();
  await finger(page).click();
  await expect(entry(page, 'Vân tay 001')).toHaveAttribute('data-state', 'on_tablet');
  await page.reload();
  await enterPin(page);
  await expect(entry(page, 'Vân tay 001')).toBeVisible();

  await openAccount(page);
  await page.getByRole('button', { name: 'Tắt', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Bật', exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('Mã PIN', { exact: true })).toBeVisible();
  await expect(finger(page)).toHaveCount(0);
  await context.setOffline(false);
  await enterPin(page);
  await expect(entry(page, 'Vân tay 001')).toHaveAttribute('data-state', 'on_server');
  await expect(book(page)).toBeVisible();
  await context.close();
});

/** Chromium's own fingerprint reader, whose finger always fits. */
async function addAuthenticator(devtools: CDPSession): Promise<void> {
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      hasPrf: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

async function openAccount(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Tài khoản:/ }).click();
}
