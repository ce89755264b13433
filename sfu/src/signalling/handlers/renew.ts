import { err } from '@truc/base';
import type { Handler } from './handler.ts';

export const handleRenew: Handler<'renew'> = async (request, { connection }) =>
  connection.session === undefined
    ? err('not_joined')
    : connection.session.renew(request.viewing, request.grant);
