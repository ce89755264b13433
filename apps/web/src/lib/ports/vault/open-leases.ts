import type { DeviceSigner, Leases } from '@truc/sync/client';

/** A device that works without leases and whose keys are always open. */
export const openLeases: Leases = {
  holder: () => null,
  leaseOf: () => null,
  opens: () => true,
  keep: () => Promise.resolve(),
  revoke: () => Promise.resolve(),
  wipe: () => Promise.resolve(),
};

/** A browser that makes no signing key. */
export const noSigner: DeviceSigner = {
  publicKey: () => Promise.resolve(null),
  sign: () => Promise.resolve(null),
};
