import type { StorageProtection } from '#lib/ports/storage-protection.ts';
import { toRoom, type StorageRoom } from './storage-health.ts';

/** Whether the browser promised to keep the data, how much room is left for them, and the person's way to ask for both. */
export class Protection {
  isProtected: boolean | null = $state(null);
  wasRefused = $state(false);
  room: StorageRoom | null = $state.raw(null);
  #port: StorageProtection;

  constructor(port: StorageProtection) {
    this.#port = port;
  }

  async look(): Promise<void> {
    this.isProtected = await this.#port.isProtected();
    const estimate = await this.#port.estimate();
    this.room = estimate === null ? null : toRoom(estimate);
  }

  async ask(): Promise<void> {
    this.isProtected = await this.#port.ask();
    this.wasRefused = !this.isProtected;
  }
}
