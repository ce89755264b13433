/**
 * Tells that the browser threw the application's data away: what was here is remembered in two other kinds of storage, a
 * cookie (not a part of the quota, so that an eviction spares it) and localStorage. Neither holds anything that a person wrote.
 */
import * as v from 'valibot';

/** The installation that wrote here last, and how many operations the server had not taken. */
export type Remembered = { readonly inst: number; readonly unsent: number };

/** What was here, and when (this device's clock, ms) it was found gone. */
export type Emptied = Remembered & { readonly noticedAt: number };

export interface StorageSentinel {
  recall(): Remembered | null;
  remember(here: Remembered): void;
  /** That it was emptied, until the server has heard of it. */
  owed(): Emptied | null;
  owe(emptied: Emptied): void;
  settle(): void;
}

export type SentinelPorts = {
  readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
  /** As `document.cookie`. */
  readonly cookies: { cookie: string };
};

const name = 'truc_storage';
const owedName = 'truc_storage_emptied';
const seconds = 400 * 24 * 60 * 60;
const RememberedSchema = v.pipe(
  v.string(),
  v.regex(/^\d{1,9}\.\d{1,9}$/),
  v.transform((text): Remembered => {
    const [inst = 0, unsent = 0] = text.split('.').map(Number);
    return { inst, unsent };
  }),
);

const CountSchema = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const EmptiedSchema = v.pipe(
  v.string(),
  v.parseJson(),
  v.strictObject({ inst: CountSchema, unsent: CountSchema, noticedAt: CountSchema }),
);

export function createStorageSentinel({ storage, cookies }: SentinelPorts): StorageSentinel {
  const read = (text: string | null | undefined): Remembered | null => {
    const parsed = v.safeParse(RememberedSchema, text);
    return parsed.success ? parsed.output : null;
  };
  return {
    recall() {
      const cookie = cookies.cookie.split('; ').find((one) => one.startsWith(`${name}=`));
      return read(storage.getItem(name)) ?? read(cookie?.slice(name.length + 1));
    },
    owed() {
      const parsed = v.safeParse(EmptiedSchema, storage.getItem(owedName));
      return parsed.success ? parsed.output : null;
    },
    owe: (emptied) => storage.setItem(owedName, JSON.stringify(emptied)),
    settle: () => storage.removeItem(owedName),
    remember({ inst, unsent }) {
      const text = `${inst}.${unsent}`;
      cookies.cookie = `${name}=${text}; path=/; max-age=${seconds}; samesite=strict`;
      try {
        storage.setItem(name, text);
      } catch {
        // Full, or forbidden: the cookie remembers.
      }
    },
  };
}
