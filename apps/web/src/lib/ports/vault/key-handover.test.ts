import { afterEach, describe, expect, it } from 'vitest';
import type { PersonId } from '@truc/sync/protocol';
import { createKeyHandover, type KeyHandover } from './key-handover.ts';
import { Keyring, type OpenRing } from './keyring.ts';

const ring: OpenRing = { person: 'lan' as PersonId, root: null, lease: null, scopes: [], sealer: null };
const name = 'truc:keys:test';
let at = 1_000;
const now = () => at;
const opened: { close(): void }[] = [];

function openTab(): { keyring: Keyring; handover: KeyHandover } {
  const keyring = new Keyring();
  const handover = createKeyHandover(keyring, { now, name });
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
