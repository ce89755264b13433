import { err } from '@truc/base';
import type { Handler } from './handler.ts';

export const handleUnwatch: Handler<'unwatch'> = async (request, { connection }) =>
  connection.session === undefined ? err('not_joined') : connection.session.unwatch(request.viewings);
