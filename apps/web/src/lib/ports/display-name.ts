import { DisplayIdSchema, type DisplayId } from '@truc/media/signalling';
import { toBase64Url } from '@truc/sync/protocol';
import * as v from 'valibot';

export type DisplayNamePorts = {
  /** Of this tab alone; it outlives a reload. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  readonly locks: Pick<LockManager, 'request'> | undefined;
  readonly randomBytes: { bytes(length: number): Uint8Array };
};

const storageKey = 'truc-display';
/** The page before a reload gives its lock back within this, and a tab that was copied never does. */
const patienceMs = 1_500;

/** A name for this tab's display: a reload keeps it, so that what was signed for it still counts; a copied tab gets another. */
export class DisplayName {
  #id: DisplayId;

  constructor(ports: DisplayNamePorts) {
    const kept = v.safeParse(DisplayIdSchema, ports.storage.getItem(storageKey));
    this.#id = kept.success ? kept.output : newName(ports);
    ports.storage.setItem(storageKey, this.#id);
    void this.#hold(ports);
  }

  get id(): DisplayId {
    return this.#id;
  }

  /** The lock is held as long as the page lives. */
  async #hold(ports: DisplayNamePorts): Promise<void> {
    const { locks, storage } = ports;
    try {
      const signal = AbortSignal.timeout(patienceMs);
      await locks?.request(`${storageKey}:${this.#id}`, { signal }, () => new Promise<never>(() => {}));
    } catch {
      // Another tab has the name, and goes on having it.
      this.#id = newName(ports);
      storage.setItem(storageKey, this.#id);
      await this.#hold(ports);
    }
  }
}

function newName({ randomBytes }: DisplayNamePorts): DisplayId {
  return v.parse(DisplayIdSchema, toBase64Url(randomBytes.bytes(16)));
}
