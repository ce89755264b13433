import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect, test } from './fixtures.ts';
import { passGate } from './pages/sign-in-page.ts';
import { expectEntries, expectOnline, openBook, statusBar, write } from './pages/logbook-page.ts';
import { textsOnServer } from './server-log.ts';

const post = 'nho-1-vt';

test('[SE3] a file of what is unsent is brought by a colleague, taken once, and its tablet learns of it', async ({
  signedIn,
}) => {
  const { context, page } = await signedIn('lan');
  await openBook(page, post);
  await expectOnline(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  const texts = ['Mang bằng tệp 001', 'Mang bằng tệp 002'];
  for (const text of texts) await write(page, text);
  await page.getByRole('link', { name: 'Trang đầu' }).first().click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Xuất mục chưa gửi ra tệp' }).click();
  const file = await (await download).path();
  expect(readFileSync(file, 'utf8')).not.toContain('Mang bằng tệp');

  const { page: colleague } = await signedIn('minh');
  for (let time = 0; time < 2; time += 1) {
    await colleague.goto('/');
    await passStart(colleague);
    await colleague.locator('input[type=file]').setInputFiles(file);
    await colleague.getByRole('button', { name: 'Chuyển lên máy chủ' }).click();
    await expect(colleague.getByText('Máy chủ đã nhận các mục trong tệp.')).toBeVisible();
  }
  await openBook(colleague, post);
  expect(await textsOnServer(colleague, post, 'Mang bằng tệp')).toEqual(texts);

  await context.setOffline(false);
  await openBook(page, post);
  await expectEntries(page, 'Mang bằng tệp', { texts, state: 'on_server' });
  await expect(statusBar(page)).toContainText('Đã gửi hết');
  expect(await textsOnServer(colleague, post, 'Mang bằng tệp')).toEqual(texts);
});

async function passStart(page: Page): Promise<void> {
  await passGate(page, page.getByRole('navigation', { name: 'Điều hướng chính' }));
}
