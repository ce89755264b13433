import { err } from '@truc/base';
import type { Handler } from './handler.ts';

export const handleRestartIce: Handler<'restartIce'> = async (request, { connection }) =>
  connection.session === undefined ? err('not_joined') : connection.session.restartIce(request.inUse);
