/** Whether the browser has promised not to throw this origin's data away when the device is full. */
export interface StorageProtection {
  isProtected(): Promise<boolean>;
  /** Asks for it. Only a window may ask; browsers grant it to installed applications more readily. */
  ask(): Promise<boolean>;
}

export const storageProtection: StorageProtection = {
  async isProtected() {
    return 'storage' in navigator && (await navigator.storage.persisted());
  },
  async ask() {
    return 'storage' in navigator && (await navigator.storage.persist());
  },
};
