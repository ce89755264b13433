import type { DeviceSigner, Leases } from '@truc/sync/client';

/** A device whose keys are always open and that works without leases, as one of wire version 1 did. */
export const openLeases: Leases = {
  holder: () => null,
  leaseOf: () => null,
  opens: () => true,
  keep: () => Promise.resolve(),
  revoke: () => Promise.resolve(),
  wipe: () => Promise.resolve(),
};

/** A browser that can make no signing key. */
export const noSigner: DeviceSigner = {
  publicKey: () => Promise.resolve(null),
  sign: () => Promise.resolve(null),
};
