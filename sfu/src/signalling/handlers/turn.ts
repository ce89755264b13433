import { err, ok } from '@truc/base';
import type { Handler } from './handler.ts';

export const handleTurn: Handler<'turn'> = async (_request, { connection, turn }) =>
  connection.session === undefined ? err('not_joined') : ok(turn.serversFor(connection.session.id));
