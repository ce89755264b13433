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

test('an entry that came before the server had taken note of the reader does not wait for the slow poll', async ({
  signedIn,
}) => {
  const writer = await signedIn('lan');
  const reader = await signedIn('minh');
  await openBook(writer.page, post);
  await expectOnline(writer.page);
  const asked = Promise.withResolvers<undefined>();
  const written = Promise.withResolvers<undefined>();
  await reader.page.routeWebSocket(/\/rt\//, (page) => {
    const server = page.connectToServer();
    page.onMessage((message) => {
      if (!String(message).includes('"watch"')) return server.send(message);
      asked.resolve(undefined);
      void written.promise.then(() => server.send(message));
    });
  });
  await openBook(reader.page, post);
  await expectOnline(reader.page);
  await asked.promise;
  await write(writer.page, 'Lan truyền, trước khi được ghi nhận');
  await expect(entry(writer.page, 'Lan truyền, trước khi được ghi nhận')).toHaveAttribute(
    'data-state',
    'on_server',
  );
  written.resolve(undefined);
  await expect(entry(reader.page, 'Lan truyền, trước khi được ghi nhận')).toBeVisible({ timeout: 5_000 });
});
