import { sha256 } from '@noble/hashes/sha2.js';
import type { Hint } from '@truc/domain/api';
import { createSyncClient, type SyncClient } from '@truc/sync/client';
import type { HttpClient } from '#lib/ports/http/http-client.ts';
import { createPokes, type Pokes } from '#lib/ports/realtime/pokes.ts';
import { createSettledBy } from '#lib/ports/settled-by.ts';
import { createSyncTransport } from '#lib/ports/sync-transport.ts';
import { systemClock, systemRandom, systemRandomBytes, systemTimers } from '#lib/ports/system.ts';
import { createWebLocks } from '#lib/ports/web-locks.ts';
import type { LocalStores } from './local-stores.ts';
import { writeWhenLeased } from './write-when-leased.ts';

export function makeSync(
  http: HttpClient,
  { outbox, replica, leases, signer, witness, urgent, keyring, commandLogs }: LocalStores,
): SyncClient {
  const sync = createSyncClient({
    outbox,
    replica,
    leases,
    signer,
    witness,
    urgent,
    transport: createSyncTransport(http),
    locks: createWebLocks({
      locks: 'locks' in navigator ? navigator.locks : undefined,
      channel: new BroadcastChannel('truc:locks'),
      clock: systemClock,
    }),
    clock: systemClock,
    timers: systemTimers,
    random: systemRandom,
    randomBytes: systemRandomBytes,
    sha256,
    settledBy: createSettledBy({
      logs: commandLogs,
      needsNobody: async () => {
        const { unsent, needsYou } = await outbox.counts();
        return unsent === 0 && needsYou === 0;
      },
    }),
  });
  return { ...sync, write: writeWhenLeased(sync, keyring) };
}

/** Hints that nothing here listens for are let go. */
type Hinted = Readonly<Partial<Record<Hint['about'], { load(): Promise<void> }>>>;

export function makePokes(sync: SyncClient, hinted: Hinted, rightsChanged: () => void): Pokes {
  return createPokes({
    onPoke: (poke) => sync.handlePoke(poke),
    onWatching: () => {
      sync.handleOnline();
      void hinted.viewing_requests?.load();
      void hinted.duty_calls?.load();
    },
    // A socket that is blocked says nothing about HTTP: only the rounds themselves know whether the server is there.
    onDisconnect: () => undefined,
    onRightsChanged() {
      sync.handleRightsChanged();
      rightsChanged();
    },
    onHint: (about) => void hinted[about]?.load(),
  });
}
