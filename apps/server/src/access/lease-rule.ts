import type { DeviceId, OperationHeader } from '@truc/sync/protocol';
import type { IssuedLease } from './leases.ts';

export type LeaseQuestion = {
  readonly header: Pick<OperationHeader, 'lease' | 'actor' | 'scope' | 'wall' | 'off' | 'err'>;
  readonly dev: DeviceId;
  /** What the header's `lease` names; undefined when nothing does. */
  readonly lease: IssuedLease | undefined;
  /** Server's clock at receipt, ms. */
  readonly now: number;
};

/**
 * Was this written under permission (LE2, LE3)? The receipt is the server's time and comes first: what arrives while its lease
 * runs was written while it ran, whatever the tablet's clock says. What arrives later must have been written before the end by
 * the server time that the tablet had measured, at the far end of its error; a tablet that knew no server time cannot show it.
 */
export function leaseFault({
  header,
  dev,
  lease,
  now,
}: LeaseQuestion): 'lease_missing' | 'lease_expired' | null {
  if (lease === undefined || lease.person !== header.actor || lease.dev !== dev) return 'lease_missing';
  if (!lease.scopes.includes(header.scope)) return 'lease_missing';
  if (now <= lease.notAfter) return null;
  if (header.off === null || header.err === null) return 'lease_expired';
  return header.wall + header.off + header.err <= lease.notAfter ? null : 'lease_expired';
}
