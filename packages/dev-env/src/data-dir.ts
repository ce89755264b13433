import { join, resolve } from 'node:path';
import { checkout } from './world/checkout.ts';

/** TRUC_DATA, or `.data` of the checkout. */
export function dataDirOf(env: NodeJS.ProcessEnv): string {
  return resolve(env['TRUC_DATA'] ?? join(checkout, '.data'));
}
