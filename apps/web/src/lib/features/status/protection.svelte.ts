import type { StorageProtection } from '#lib/ports/storage-protection.ts';

/** Whether the browser promised to keep the data, and the person's way to ask for it. */
export class Protection {
  isProtected: boolean | null = $state(null);
  wasRefused = $state(false);
  #port: StorageProtection;

  constructor(port: StorageProtection) {
    this.#port = port;
  }

  async look(): Promise<void> {
    this.isProtected = await this.#port.isProtected();
  }

  async ask(): Promise<void> {
    this.isProtected = await this.#port.ask();
    this.wasRefused = !this.isProtected;
  }
}
