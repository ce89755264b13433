import { err } from '@truc/base';
import type { Handler } from './handler.ts';

export const handlePause: Handler<'pause'> = async (request, { connection }) =>
  connection.session === undefined ? err('not_joined') : connection.session.pause(request.viewings);
