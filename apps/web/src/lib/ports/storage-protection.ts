/** Whether the browser has promised not to throw this origin's data away when the device is full. */
export interface StorageProtection {
  isProtected(): Promise<boolean>;
  /** Asks for it. Only a window may ask; browsers grant it to installed applications more readily. */
  ask(): Promise<boolean>;
  /** How much room there is for this origin; null where the browser does not say. */
  estimate(): Promise<StorageEstimate | null>;
}

export const storageProtection: StorageProtection = {
  async isProtected() {
    return 'storage' in navigator && (await navigator.storage.persisted());
  },
  async estimate() {
    return 'storage' in navigator ? navigator.storage.estimate() : null;
  },
  async ask() {
    return 'storage' in navigator && (await navigator.storage.persist());
  },
};
