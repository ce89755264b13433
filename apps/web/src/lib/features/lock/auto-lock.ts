/** Locks after a time without anybody at the device, in whatever tab: the last touch is shared through localStorage. */
export type AutoLockPorts = {
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly now: () => number;
  /** False while locking would take away what somebody is to watch without touching it. */
  readonly mayLock: () => boolean;
  readonly lock: () => void;
};

export const lockChoices = [2, 5, 10, 30] as const;
export type LockMinutes = (typeof lockChoices)[number];

const usualMinutes: LockMinutes = 10;
const minutesKey = 'truc:lock-after';
const touchedKey = 'truc:touched-at';
/** The last touch is written at most this often. */
const touchStepMs = 5_000;

export class AutoLock {
  #ports: AutoLockPorts;
  #touchedAt: number;

  constructor(ports: AutoLockPorts) {
    this.#ports = ports;
    this.#touchedAt = ports.now();
    this.touch();
  }

  get minutes(): LockMinutes {
    const kept = Number(this.#ports.storage.getItem(minutesKey));
    return lockChoices.find((one) => one === kept) ?? usualMinutes;
  }

  choose(minutes: LockMinutes): void {
    this.#ports.storage.setItem(minutesKey, String(minutes));
  }

  /** Somebody is here. */
  touch(): void {
    const { storage, now } = this.#ports;
    this.#touchedAt = now();
    if (this.#touchedAt - Number(storage.getItem(touchedKey) ?? 0) >= touchStepMs)
      storage.setItem(touchedKey, String(this.#touchedAt));
  }

  /** Call every few seconds, and when the page is seen again after a sleep. */
  look(): void {
    const { storage, now, mayLock, lock } = this.#ports;
    if (!mayLock()) return this.touch();
    const elsewhere = Number(storage.getItem(touchedKey) ?? 0);
    const last = Math.max(this.#touchedAt, elsewhere > now() ? 0 : elsewhere);
    if (now() - last >= this.minutes * 60_000) lock();
  }
}

/** Follows the window's events. The returned function ends it. */
export function watchTouches(autoLock: AutoLock): () => void {
  const stop = new AbortController();
  const options = { signal: stop.signal, passive: true, capture: true };
  for (const type of ['pointerdown', 'keydown', 'wheel', 'touchstart'])
    window.addEventListener(type, () => autoLock.touch(), options);
  document.addEventListener('visibilitychange', () => autoLock.look(), options);
  const timer = setInterval(() => autoLock.look(), 5_000);
  return () => {
    stop.abort();
    clearInterval(timer);
  };
}
