import type { Keyring } from '#lib/ports/vault/keyring.ts';

/** How long somebody who has just signed in waits for the server's lease. */
const leaseWithinMs = 15_000;

/** Whether what a lease brings is there, or comes within a few seconds. */
export function leaseArrives(keyring: Keyring, isThere: () => boolean): Promise<boolean> {
  if (isThere()) return Promise.resolve(true);
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer);
      stop();
      resolve(isThere());
    };
    const timer = setTimeout(finish, leaseWithinMs);
    const stop = keyring.subscribe(() => {
      if (keyring.current === null || isThere()) finish();
    });
  });
}
