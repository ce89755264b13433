import { ok } from '@truc/base';
import type { Handler } from './handler.ts';

export const handlePing: Handler<'ping'> = async (_request, { clock }) => ok({ now: clock.now() });
