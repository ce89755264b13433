import { expect, test } from './fixtures.ts';
import { numbered, openBook, writeAll } from './pages/logbook-page.ts';

/** A lying tablet, a small one, and what a keyboard leaves of the window (`interactive-widget` in app.html). */
const lying = [
  { width: 1280, height: 800 },
  { width: 1024, height: 600 },
] as const;
const aboveKeyboard = { width: 1280, height: 430 } as const;

test('[GL-22] the box for an entry stays in reach however far the book is read, and its button above a keyboard', async ({
  signedIn,
}) => {
  const { page } = await signedIn('dat');
  await openBook(page, 'nho-3-vt');
  await writeAll(page, numbered('Xa tầm tay', 14));
  const box = page.getByRole('textbox', { name: 'Ghi mục mới' });
  for (const size of lying) {
    await page.setViewportSize(size);
    await page.locator('[data-entry]').last().scrollIntoViewIfNeeded();
    await expect(page.locator('[data-entry]').first()).not.toBeInViewport();
    await expect(box).toBeInViewport({ ratio: 1 });
  }
  await box.focus();
  await page.setViewportSize(aboveKeyboard);
  await expect(box).toBeInViewport({ ratio: 1 });
  await expect(page.getByRole('button', { name: 'Lưu vào sổ' })).toBeInViewport({ ratio: 1 });
});
