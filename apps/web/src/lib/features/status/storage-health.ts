/** How full the storage is: `low` before it is too late to do something about it. Octets. */
export type StorageRoom = { readonly used: number; readonly quota: number; readonly isLow: boolean };

/** Below this much room, or this share of all, a watcher is warned: some hundred thousand entries before the end. */
const lowOctets = 100 * 1024 * 1024;
const lowShare = 0.1;

export function toRoom({ usage, quota }: StorageEstimate): StorageRoom | null {
  if (usage === undefined || quota === undefined || quota <= 0) return null;
  const left = Math.max(0, quota - usage);
  return { used: usage, quota, isLow: left < Math.min(lowOctets, quota / 2) || left < quota * lowShare };
}
