import { err } from '@truc/base';
import type { Handler } from './handler.ts';

/** Only a node at a facility takes leases: to any other they are no grants. */
export const handleLeaseGrants: Handler<'leaseGrants'> = async (request, { connection, edge }) => {
  const { session } = connection;
  if (session === undefined) return err('not_joined');
  return edge === undefined ? err('grant_invalid') : edge.grant(request, session.display);
};
