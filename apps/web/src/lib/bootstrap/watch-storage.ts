import type { SyncClient } from '@truc/sync/client';
import type { DeviceAlarms } from '#lib/features/status/device-alarms.svelte.ts';
import type { Protection } from '#lib/features/status/protection.svelte.ts';
import { log } from '#lib/ports/log.ts';

/** Saves in a row are remembered once. */
const rememberAfterMs = 500;
const lookEveryMs = 60_000;
const startWithinMs = 2_000;

export type StorageParts = {
  readonly sync: Pick<SyncClient, 'subscribe' | 'start'>;
  readonly alarms: DeviceAlarms;
  readonly protection: Protection;
};

/** Starts the rounds once it is known whether the storage was emptied, and keeps an eye on it. The returned function ends it. */
export function watchStorage({ sync, alarms, protection }: StorageParts): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let seen = '';
  let told = '';
  const failed = (reason: unknown) => log.error('the storage cannot be looked after', reason);
  const unsubscribe = sync.subscribe(({ enrolled, unsent, connection, problems }) => {
    const now = `${enrolled} ${unsent}`;
    if (now !== seen) {
      seen = now;
      timer ??= setTimeout(() => {
        timer = undefined;
        alarms.remember().catch(failed);
      }, rememberAfterMs);
    }
    const news = `${connection} ${problems.some(({ kind }) => kind === 'history_rewritten')}`;
    if (news === told) return;
    told = news;
    if (connection === 'online') alarms.tell().catch(failed);
  });
  const looking = setInterval(() => void protection.look().catch(failed), lookEveryMs);
  void protection.look().catch(failed);
  // Enrolling again would hide what is missing; but a storage that hangs must not keep the rounds from starting.
  const looked = alarms.look().catch(failed);
  const patience = new Promise((resolve) => setTimeout(resolve, startWithinMs));
  void Promise.race([looked, patience]).then(() => sync.start());
  return () => {
    clearTimeout(timer);
    clearInterval(looking);
    unsubscribe();
  };
}
