import type { Result } from '@truc/base';
import type { OutboxRecord, SyncClient, WriteCommand, WriteFailure } from '@truc/sync/client';

export type Enrolling = Pick<SyncClient, 'write' | 'subscribe'>;

/** A device gets its number a moment after the first sign-in; whoever writes in that moment need not press again. */
const enrolWithinMs = 5_000;

/** Writes; a device that has no number yet is given a little time to get it. */
export async function writeWhenEnrolled(
  sync: Enrolling,
  command: WriteCommand,
): Promise<Result<OutboxRecord, WriteFailure>> {
  const first = await sync.write(command);
  if (first.ok || first.error.code !== 'not_enrolled') return first;
  return (await isEnrolledSoon(sync)) ? sync.write(command) : first;
}

function isEnrolledSoon(sync: Enrolling): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => finish(false), enrolWithinMs);
    const end = sync.subscribe(({ enrolled }) => {
      if (enrolled) finish(true);
    });

    function finish(isEnrolled: boolean) {
      clearTimeout(timer);
      resolve(isEnrolled);
      // `subscribe` calls at once, before it has returned the function that ends it.
      queueMicrotask(() => end());
    }
  });
}
