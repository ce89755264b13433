import { err } from '@truc/base';
import type { Handler } from './handler.ts';

export const handleResume: Handler<'resume'> = async (request, { connection }) =>
  connection.session === undefined ? err('not_joined') : connection.session.resume(request.viewings);
