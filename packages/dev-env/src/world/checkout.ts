import { resolve } from 'node:path';

/** Root of the checkout in which this file stands. */
export const checkout = resolve(import.meta.dirname, '../../../..');
