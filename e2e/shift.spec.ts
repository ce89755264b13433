import { expect, test } from './fixtures.ts';
import { statusBar } from './pages/logbook-page.ts';
import {
  accept,
  becomeKnown,
  handOver,
  openShift,
  shiftPanel,
  signOut,
  startShift,
} from './pages/shift-page.ts';
import { enterPin, fillSignIn, passGate, password } from './pages/sign-in-page.ts';

const post = 'nho-2-vt';
const link = /Vị trí trực Cơ sở nhỏ 2/;
const sent = { timeout: 40_000 };

test('[GL-23] two people hand a shift over on one tablet while the link is cut, over a dead battery', async ({
  openDesk,
  signedIn,
}) => {
  test.setTimeout(180_000);
  const { context, page } = await openDesk();
  await becomeKnown(page, { person: 'bich', post: link });
  await signOut(page, 'Kpă Bích');
  await page.goto('/');
  await becomeKnown(page, { person: 'sinh', post: link });
  await startShift(page, post);

  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await context.setOffline(true);
  await handOver(page, async () => {
    // What was answered is kept a moment after the last tap.
    await expect(page.getByText('Còn 6 điểm chưa trả lời')).toBeVisible();
    await page.waitForTimeout(600);
    await page.reload();
    await passGate(page, page.getByRole('heading', { name: /Bước 2\/3/ }));
  });
  await page.getByRole('button', { name: 'Đưa máy cho người nhận' }).click();
  await page.getByRole('button', { name: /Kpă Bích/ }).click();
  await enterPin(page);
  await accept(page, 'Thiếu một chìa khóa');
  await page.getByRole('link', { name: 'Về sổ trực' }).click();
  await expect(shiftPanel(page)).toContainText('Đang trực: Kpă Bích');
  await expect(page.getByText('Ký nhận ca có ý kiến: Thiếu một chìa khóa')).toBeVisible();

  // The server knew the outgoing person here: the incoming one signs in once it is reached.
  await context.setOffline(false);
  await fillSignIn(page, 'bich', password);
  await passGate(page, statusBar(page));
  await expect(statusBar(page)).toContainText('Đã gửi hết', sent);
  const manager = await signedIn('tam');
  await manager.page.goto('/calendar');
  await expect(manager.page.getByText('Đang trực: Kpă Bích')).toBeVisible();
  await manager.page.getByText('Các ca trong tuần').click();
  await expect(manager.page.getByText('Ý kiến: Thiếu một chìa khóa')).toBeVisible();
});

test('[GL-23] two who accept one shift on two devices stand before the manager until he chooses', async ({
  signedIn,
}) => {
  test.setTimeout(180_000);
  const outgoing = await signedIn('bich');
  await openShift(outgoing.page, post, /Bước 1\/3/);
  await handOver(outgoing.page);
  await expect(statusBar(outgoing.page)).toContainText('Đã gửi hết', sent);
  const [sinh, tai] = [await signedIn('sinh'), await signedIn('tai')];
  for (const { page, context } of [sinh, tai]) {
    await openShift(page, post, /Nhận ca từ Kpă Bích/);
    await context.setOffline(true);
    await accept(page, '');
  }
  for (const { page, context } of [sinh, tai]) {
    await context.setOffline(false);
    await expect(statusBar(page)).toContainText('Đã gửi hết', sent);
  }
  const { page } = await signedIn('tam');
  await page.goto('/calendar');
  await expect(page.getByText('Hai người nhận cùng ca của Kpă Bích')).toBeVisible();
  await page.getByRole('button', { name: 'Chọn Siu Tài' }).click();
  await page.getByLabel('Nội dung').fill('Có mặt tại vị trí');
  await page.getByRole('button', { name: 'Ghi vào sổ' }).click();
  await expect(page.getByText('Hai người nhận cùng ca của Kpă Bích')).toHaveCount(0, sent);
  await expect(page.getByText('Đang trực: Siu Tài')).toBeVisible();
});
