import { err } from '@truc/base';
import type { Handler } from './handler.ts';

export const handleLayer: Handler<'layer'> = async (request, { connection }) =>
  connection.session === undefined ? err('not_joined') : connection.session.layer(request);
