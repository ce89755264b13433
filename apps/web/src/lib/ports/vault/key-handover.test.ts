import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PersonId } from '@truc/sync/protocol';
import { createKeyHandover, type KeyHandover } from './key-handover.ts';
import { Keyring, type OpenRing } from './keyring.ts';

const ring: OpenRing = { person: 'lan' as PersonId, root: null, lease: null, scopes: [], sealer: null };
const name = 'truc:keys:test';
let at = 1_000;
const now = () => at;
const opened: { close(): void }[] = [];

function openTab(locks: LockManager | null = navigator.locks): {
  keyring: Keyring;
  handover: KeyHandover;
} {
  const keyring = new Keyring();
  const handover = createKeyHandover(keyring, { now, name, locks: locks ?? undefined });
  opened.push(handover);
  return { keyring, handover };
}

/** The next message of another tab has arrived here, and whatever it does was done. */
function nextMessage(): Promise<void> {
  const channel = new BroadcastChannel(name);
  return new Promise((resolve) => {
    channel.addEventListener('message', () => {
      channel.close();
      setTimeout(resolve);
    });
  });
}

afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

describe('keys between the tabs of one browser', () => {
  it('open a tab that asks', async () => {
    openTab().keyring.open(ring);
    const asking = openTab();
    expect(await asking.handover.ask()).toBe(true);
    expect(asking.keyring.current?.person).toBe('lan');
  });

  it('are not waited for where no other tab has any', async () => {
    openTab().keyring.open(ring);
    opened.pop()?.close();
    await vi.waitFor(async () => expect((await navigator.locks.query()).held).toEqual([]));
    const begun = performance.now();
    expect(await openTab().handover.ask()).toBe(false);
    expect(performance.now() - begun).toBeLessThan(200);
  });

  it('open a tab that asks where the browser has no locks', async () => {
    openTab(null).keyring.open(ring);
    expect(await openTab(null).handover.ask()).toBe(true);
  });

  it('do not open again a tab that was locked while they were under way', async () => {
    const locked = openTab();
    locked.keyring.open(ring);
    const other = openTab();
    await other.handover.ask();
    at += 5_000;
    locked.keyring.lock();
    const told = nextMessage();
    other.handover.tell();
    await told;
    expect(locked.keyring.current).toBeNull();
  });

  it('open every tab anew when a person unlocks one after the lock', async () => {
    const one = openTab();
    const other = openTab();
    one.keyring.open(ring);
    one.keyring.lock();
    const locked = nextMessage();
    one.handover.tell();
    await locked;
    at += 5_000;
    one.keyring.open(ring);
    const told = nextMessage();
    one.handover.tell();
    await told;
    expect(other.keyring.current?.person).toBe('lan');
  });
});
