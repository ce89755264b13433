import { expect, test } from './fixtures.ts';
import { entry, expectOnline, openBook, write } from './pages/logbook-page.ts';

const post = 'nho-1-vt';
/** The strict figure is the bench `propagate`; this says that nobody waits for the slow poll. */
const paintedWithinMs = 2_000;

test('an entry written at one desk is painted at another one within two seconds', async ({ signedIn }) => {
  const writer = await signedIn('lan');
  const reader = await signedIn('minh');
  for (const { page } of [writer, reader]) {
    await openBook(page, post);
    await expectOnline(page);
  }
  // The first one carries what is done once: it says nothing about a line that stands.
  await write(writer.page, 'Lan truyền, mục mở đầu');
  await expect(entry(reader.page, 'Lan truyền, mục mở đầu')).toBeVisible();

  await write(writer.page, 'Lan truyền, mục được đo');
  const arrived = entry(reader.page, 'Lan truyền, mục được đo');
  await expect(arrived).toBeVisible({ timeout: paintedWithinMs });
  await expect(arrived).toHaveAttribute('data-state', 'on_server');
  await expect(arrived).toContainText('Trần Thị Lan');
});
