import type { Keyring, OpenRing } from './keyring.ts';

/** Between tabs of one browser, in memory alone: a tab that opens gets the keys of one that is unlocked; one locks all. */
export interface KeyHandover {
  /** Whether keys may be open in some tab. */
  isOpenSomewhere(): Promise<boolean>;
  /** Asks the other tabs for their keys. True when one answered in time and the keyring is open. */
  ask(): Promise<boolean>;
  /** Gives the other tabs what is open here, or locks them where nothing is. */
  tell(): void;
  close(): void;
}

/** `openedAt`: when a person opened it, in ms by the machine's clock; handed on unchanged. */
type Message =
  | { readonly do: 'ask' }
  | { readonly do: 'open'; readonly ring: OpenRing; readonly openedAt: number }
  | { readonly do: 'lock' };

/** A tab that is alive answers within a few milliseconds; one that is frozen not at all. */
const answerWithinMs = 250;

const channelName = 'truc:keys';
/** Held, shared, by every tab whose keys are open: whoever finds it free need not wait for an answer. */
const lockName = 'truc:keys-open';

/** Said by whoever holds no keys himself and knows that theirs are gone. */
export function lockOtherTabs(): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage({ do: 'lock' } satisfies Message);
  channel.close();
}

export type KeyHandoverOptions = {
  /** This device's clock, in ms. */
  readonly now: () => number;
  /** Undefined where the browser has none. */
  readonly locks: Pick<LockManager, 'query' | 'request'> | undefined;
  readonly name?: string;
};

export function createKeyHandover(
  keyring: Keyring,
  { now, locks, name = channelName }: KeyHandoverOptions,
): KeyHandover {
  const channel = new BroadcastChannel(name);
  const send = (message: Message) => channel.postMessage(message);
  let isOpen = keyring.current !== null;
  let openedAt = isOpen ? now() : -Infinity;
  let lockedAt = -Infinity;
  const mark = createOpenMark(locks, name);
  if (isOpen) mark.hold();
  keyring.subscribe(() => {
    if (isOpen === (keyring.current !== null)) return;
    isOpen = !isOpen;
    if (isOpen) {
      openedAt = now();
      mark.hold();
    } else {
      lockedAt = now();
      mark.letGo();
    }
  });
  const takeKeys = (ring: OpenRing, theirs: number) => {
    const wasOpen = isOpen;
    // Keys that were under way while this tab was locked must not open it again.
    if (wasOpen ? keyring.current?.person !== ring.person : theirs < lockedAt) return;
    keyring.open(ring);
    if (!wasOpen) openedAt = theirs;
  };
  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => {
    if (data.do === 'ask') {
      if (keyring.current !== null) send({ do: 'open', ring: keyring.current, openedAt });
    } else if (data.do === 'lock') {
      lockedAt = now();
      keyring.lock();
    } else takeKeys(data.ring, data.openedAt);
  });
  return {
    isOpenSomewhere: () => mark.isHeld(),
    async ask() {
      if (!(await mark.isHeld())) return keyring.current !== null;
      return new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          stop();
          resolve(keyring.current !== null);
        };
        const stop = keyring.subscribe(finish);
        const timer = setTimeout(finish, answerWithinMs);
        send({ do: 'ask' });
      });
    },
    tell: () =>
      send(keyring.current === null ? { do: 'lock' } : { do: 'open', ring: keyring.current, openedAt }),
    close() {
      mark.letGo();
      channel.close();
    },
  };
}

type OpenMark = { hold(): void; letGo(): void; isHeld(): Promise<boolean> };

/** What tells that keys are open in some tab. Where the browser has no locks it might always be so. */
function createOpenMark(locks: KeyHandoverOptions['locks'], name: string): OpenMark {
  const lock = `${lockName} ${name}`;
  let letGo: () => void = () => undefined;
  return {
    hold() {
      // Made before the lock is granted: what is let go before that ends at once.
      const until = new Promise<void>((resolve) => (letGo = resolve));
      void locks?.request(lock, { mode: 'shared' }, () => until);
    },
    letGo: () => letGo(),
    async isHeld() {
      const held = (await locks?.query())?.held;
      return held === undefined || held.some((one) => one.name === lock);
    },
  };
}
