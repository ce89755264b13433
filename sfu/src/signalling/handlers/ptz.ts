import { err } from '@truc/base';
import type { Handler } from './handler.ts';

export const handlePtz: Handler<'ptz'> = async (request, { connection }) =>
  connection.session === undefined ? err('not_joined') : connection.session.ptz(request);
